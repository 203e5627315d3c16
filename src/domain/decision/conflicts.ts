import { setImmediate as nextTurn } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import type { Transaction } from '../../activity/unit-of-work.ts';
import type { MaybeViewer } from '../../auth/viewer.ts';
import {
  conflictFeatures,
  findConflicts,
  readCanonicalForm,
  type Conflict,
  type ConflictFeatures,
} from '../../content/index.ts';
import { DomainError, outcomeOf } from '../../errors.ts';
import type { KeyTaskService } from '../key-task/service.ts';
import type { KeyTaskRecord } from '../key-task/types.ts';
import type { PlanRecord } from '../plan/types.ts';
import type { VersionService } from '../version/service.ts';
import type { PlanVersionRecord } from './types.ts';

/** A conflict between texts of a plan; the places' `key` is a version's id. */
export interface PlanConflict extends Conflict {
  /** The task of each version. */
  readonly keyTaskIds: ReadonlyMap<string, string>;
}

interface ConflictsDependencies {
  readonly keyTasks: Pick<KeyTaskService, 'sealedInTreeOrder' | 'withVersionInTreeOrder'>;
  readonly versions: Pick<VersionService, 'forms'>;
}

/** A version and the task that it is a text of. */
interface TaskText {
  readonly keyTaskId: string;
  readonly versionId: string;
}

/** Texts that are in memory at the same time. */
const formsTogether = 100;

/** UTF-16 code units of what is kept of texts that have been looked at. */
const cachedSize = 20_000_000;

/** Where the texts of a plan contradict each other (SPEC.md, CA). */
export function createConflicts({ keyTasks, versions }: ConflictsDependencies) {
  // A version never changes.
  const features = new LRUCache<string, ConflictFeatures>({
    maxSize: cachedSize,
    sizeCalculation: ({ size }) => size + 1,
  });

  async function featuresOf(texts: readonly TaskText[]): Promise<ConflictFeatures[]> {
    const found = new Map<string, ConflictFeatures>();
    for (const { versionId } of texts) {
      const kept = features.get(versionId);
      if (kept !== undefined) found.set(versionId, kept);
    }
    const missing = texts.flatMap(({ versionId }) => (found.has(versionId) ? [] : [versionId]));
    for await (const taken of takeFeatures(missing)) found.set(taken.key, taken);
    return texts.flatMap(({ versionId }) => found.get(versionId) ?? []);
  }

  /** Of those of the versions that there are, in no particular order. */
  async function* takeFeatures(
    versionIds: readonly string[],
  ): AsyncGenerator<ConflictFeatures, void, undefined> {
    for (let index = 0; index < versionIds.length; index += formsTogether) {
      for (const [versionId, form] of await versions.forms(versionIds.slice(index, index + formsTogether))) {
        const taken = conflictFeatures(versionId, readCanonicalForm(form));
        features.set(versionId, taken);
        yield taken;
        // A plan may have a hundred texts of a hundred pages: others have their turn in between.
        await nextTurn();
      }
    }
  }

  async function conflictsOf(texts: readonly TaskText[], about: string | null): Promise<PlanConflict[]> {
    const keyTaskIds = new Map(texts.map(({ versionId, keyTaskId }) => [versionId, keyTaskId]));
    const conflicts = findConflicts(await featuresOf(texts), about);
    return conflicts.map((conflict) => ({ ...conflict, keyTaskIds }));
  }

  /**
   * Conflicts of each task's text, which is the version on its way into the plan or the one that the plan holds, with
   * those of the plan's other tasks; in the order of the tasks, and an error for each whose texts can't be read. For
   * members; anybody else gets none.
   */
  async function conflictsOfKeyTasks(
    viewer: MaybeViewer,
    asked: readonly KeyTaskRecord[],
  ): Promise<(readonly PlanConflict[] | Error)[]> {
    if (viewer === null) return asked.map(() => []);
    const planIds = new Set(
      asked.flatMap((keyTask) => (textInQuestion(keyTask) === null ? [] : [keyTask.planId])),
    );
    const others = planIds.size === 0 ? [] : await keyTasks.withVersionInTreeOrder([...planIds]);
    await readTogether([...others, ...asked].flatMap((keyTask) => textInQuestion(keyTask) ?? []));
    const found: (readonly PlanConflict[] | Error)[] = [];
    for (const keyTask of asked)
      found.push(
        await outcomeOf(() =>
          conflictsInPlan(
            keyTask,
            others.filter(({ planId }) => planId === keyTask.planId),
          ),
        ),
      );
    return found;
  }

  /**
   * Texts that are looked at one behind the other from now on, as far as what is read of them is kept until then: one that
   * makes no sense is told to who looks at it.
   */
  async function readTogether(texts: readonly TaskText[]): Promise<void> {
    const versionIds = [...new Set(texts.map(({ versionId }) => versionId))];
    const kept = new Map(versionIds.map((versionId) => [versionId, features.get(versionId)]));
    let size = 0;
    for (const one of kept.values()) size += one?.size ?? 0;
    await outcomeOf(async () => {
      for await (const taken of takeFeatures(versionIds.filter((id) => kept.get(id) === undefined))) {
        size += taken.size;
        if (size > cachedSize / 2) break;
      }
    });
  }

  async function conflictsInPlan(
    keyTask: KeyTaskRecord,
    others: readonly KeyTaskRecord[],
  ): Promise<PlanConflict[]> {
    const own = textInQuestion(keyTask);
    if (own === null) return [];
    const texts = others.flatMap((other) => (other.id === keyTask.id ? [] : (textInQuestion(other) ?? [])));
    // Comparing takes a while: others have their turn in between.
    await nextTurn();
    return conflictsOf([own, ...texts], own.versionId);
  }

  /** Conflicts between the texts of each plan version, in their order; an error for each whose texts can't be read. */
  async function conflictsOfPlanVersions(
    planVersions: readonly PlanVersionRecord[],
  ): Promise<(readonly PlanConflict[] | Error)[]> {
    await readTogether(planVersions.flatMap(({ entries }) => entries));
    const found: (readonly PlanConflict[] | Error)[] = [];
    for (const { entries } of planVersions) {
      found.push(await outcomeOf(() => conflictsOf(entries, null)));
      // Comparing takes a while: others have their turn in between.
      await nextTurn();
    }
    return found;
  }

  /**
   * Refuses with `CONFLICTING_TEXT` when the version, a text of `keyTask`, is in a conflict that the plan doesn't admit
   * with what the plan holds of other tasks.
   */
  async function refuseBlocked(
    tx: Transaction,
    {
      plan,
      keyTask,
      versionId,
    }: { readonly plan: PlanRecord; readonly keyTask: KeyTaskRecord; readonly versionId: string },
  ): Promise<void> {
    if (plan.blockingConflicts.length === 0) return;
    const sealed = (await keyTasks.sealedInTreeOrder(tx, plan.id)).filter(({ id }) => id !== keyTask.id);
    const texts = sealed.map((other) => ({ keyTaskId: other.id, versionId: other.sealedVersionId ?? '' }));
    const found = await conflictsOf([{ keyTaskId: keyTask.id, versionId }, ...texts], versionId);
    const blocking = found.filter(({ rule }) => plan.blockingConflicts.includes(rule));
    const [first] = blocking;
    if (first === undefined) return;
    const others = sealed.filter(({ sealedVersionId }) =>
      first.places.some(({ key }) => key === sealedVersionId),
    );
    const where = others.map(({ title }) => ` (“${title}”)`).join('');
    const more = blocking.length === 1 ? '' : ` There are ${blocking.length - 1} more.`;
    throw new DomainError('CONFLICTING_TEXT', `${first.rule}: ${first.message}${where}${more}`);
  }

  return { conflictsOfKeyTasks, conflictsOfPlanVersions, refuseBlocked };
}

export type Conflicts = ReturnType<typeof createConflicts>;

function textInQuestion({ id, currentVersionId, sealedVersionId }: KeyTaskRecord): TaskText | null {
  const versionId = currentVersionId ?? sealedVersionId;
  return versionId === null ? null : { keyTaskId: id, versionId };
}
