import type { Transact, Transaction } from '../../activity/unit-of-work.ts';
import { enforce, requireViewer, type Verdict } from '../../auth/verdict.ts';
import type { MaybeViewer, Viewer } from '../../auth/viewer.ts';
import type { Clock } from '../../clock.ts';
import { DomainError } from '../../errors.ts';
import { optionalText, requiredText } from '../../text.ts';
import type { SubcommitteeRecord } from '../membership/types.ts';
import { createKeyTaskVerdict } from '../plan/policy.ts';
import type { PlanService } from '../plan/service.ts';
import type { StrategyRecord } from '../plan/types.ts';
import { keyTaskChanged, keyTaskStateChanged } from './events.ts';
import { isLive } from './life-cycle.ts';
import { createListing } from './listing.ts';
import { createKeyTaskPermissions, type Recusals } from './permissions.ts';
import { createPlaces, strategyOccupants } from './places.ts';
import { isVisible, keyTaskVerdict, renameVerdict, type KeyTaskOperation } from './policy.ts';
import type { KeyTaskOrigin, KeyTaskStore } from './store.ts';
import { conflict, createTransitions } from './transitions.ts';
import type { KeyTaskRecord } from './types.ts';

export type { KeyTaskTransition, TransitionListener, TransitionRequest } from './transitions.ts';

/** What key tasks need of drafts. */
export interface KeyTaskDrafts extends Recusals {
  create(
    tx: Transaction,
    draft: { planId: string; keyTaskId: string; subcommitteeId: string },
  ): Promise<{ readonly id: string }>;
  setFrozen(
    tx: Transaction,
    draftId: string,
    state: { frozen: boolean; reason: string | null },
  ): Promise<void>;
  setSubcommittee(tx: Transaction, draftId: string, subcommitteeId: string): Promise<void>;
  hold<T>(draftIds: readonly string[], work: () => Promise<T>): Promise<T>;
}

export interface KeyTaskServiceDependencies {
  readonly store: KeyTaskStore;
  readonly transact: Transact;
  readonly clock: Clock;
  readonly plans: PlanService;
  readonly drafts: KeyTaskDrafts;
  readonly membership: {
    subcommittees(
      viewer: MaybeViewer,
      ids: readonly string[],
    ): Promise<readonly (SubcommitteeRecord | null)[]>;
  };
}

export interface NewKeyTask {
  readonly planId: string;
  readonly strategyId?: string | null;
  readonly subcommitteeId: string;
  readonly title: string;
  readonly englishTitle?: string | null;
  /** The task that it is split off from. */
  readonly splitFromId?: string | null;
}

export interface KeyTaskTitles {
  readonly title: string;
  /** Null for none; stays as it is when left out. */
  readonly englishTitle?: string | null;
}

/** Bounds of the reason for withdrawing, merging or reopening a task. */
const reasonBounds = { max: 2000, multiline: true } as const;

/** Key tasks: their place in a plan's tree, their owner, and their life cycle. */
export function createKeyTaskService(dependencies: KeyTaskServiceDependencies) {
  const { store, transact, clock, plans, drafts, membership } = dependencies;
  const transitions = createTransitions({ store, clock, drafts });
  const places = createPlaces({ store, now: clock });
  plans.setOccupants(strategyOccupants(store));

  async function requireSubcommittee(viewer: Viewer, id: string): Promise<void> {
    const [subcommittee] = await membership.subcommittees(viewer, [id]);
    if (subcommittee === undefined || subcommittee === null) {
      throw new DomainError('NOT_FOUND', 'There is no such subcommittee.', ['subcommitteeId']);
    }
  }

  /** The strategy, which must be one of the plan. */
  async function requireStrategy(tx: Transaction, planId: string, id: string): Promise<StrategyRecord> {
    const strategy = await plans.findStrategyInTransaction(tx, id);
    if (strategy === null) throw new DomainError('NOT_FOUND', 'There is no such strategy.', ['strategyId']);
    if (strategy.planId !== planId) {
      throw new DomainError('INVALID_INPUT', 'The strategy belongs to another plan.', ['strategyId']);
    }
    return strategy;
  }

  async function requireKeyTask(tx: Transaction, id: string, field = 'keyTaskId'): Promise<KeyTaskRecord> {
    const keyTask = await store.find(id, tx.session);
    if (keyTask === null) throw noSuchKeyTask(field);
    return keyTask;
  }

  /** The task that a new one is split off from. Throws `NOT_FOUND`, `INVALID_INPUT`, `ILLEGAL_TRANSITION`. */
  async function splitOrigin(
    tx: Transaction,
    planId: string,
    id: string | null,
  ): Promise<KeyTaskRecord | null> {
    if (id === null) return null;
    const origin = await requireKeyTask(tx, id, 'splitFromId');
    if (origin.planId !== planId)
      throw new DomainError('INVALID_INPUT', 'The key task belongs to another plan.', ['splitFromId']);
    if (isLive(origin.state)) return origin;
    throw new DomainError('ILLEGAL_TRANSITION', 'The key task is withdrawn or merged.', ['splitFromId']);
  }

  /** The task as the transaction sees it, after checking that the viewer may do this to it. */
  async function authorised(
    tx: Transaction,
    viewer: Viewer,
    request: { readonly id: string; readonly operation: KeyTaskOperation },
  ): Promise<KeyTaskRecord> {
    const keyTask = await requireKeyTask(tx, request.id);
    enforce(keyTaskVerdict(viewer, keyTask, request.operation));
    return keyTask;
  }

  /** Runs `work` while the task's draft takes in nothing. Throws `NOT_FOUND`. */
  async function holding<T>(keyTaskId: string, work: () => Promise<T>): Promise<T> {
    const keyTask = await store.find(keyTaskId);
    if (keyTask === null) throw noSuchKeyTask('keyTaskId');
    // A task keeps its draft for life, so what was read outside of the transaction is still right inside.
    return drafts.hold([keyTask.draftId], work);
  }

  async function putLast(tx: Transaction, keyTask: KeyTaskRecord): Promise<KeyTaskRecord> {
    const { strategyId } = keyTask;
    const strategy = strategyId === null ? null : await plans.findStrategyInTransaction(tx, strategyId);
    return places.putLast(tx, keyTask, strategy);
  }

  return {
    ...createListing({ store }),
    ...createKeyTaskPermissions(drafts),
    ...transitions,

    /** The task. Throws `NOT_FOUND` when there is none or the viewer may not see it. */
    async find(viewer: MaybeViewer, id: string): Promise<KeyTaskRecord> {
      const keyTask = await store.find(id);
      if (keyTask === null || !isVisible(viewer, keyTask)) throw noSuchKeyTask('keyTaskId');
      return keyTask;
    },

    /** The tasks with these ids, in their order; null for one that doesn't exist or that the viewer may not see. */
    async findMany(viewer: MaybeViewer, ids: readonly string[]): Promise<(KeyTaskRecord | null)[]> {
      const visible = (await store.findMany(ids)).filter((keyTask) => isVisible(viewer, keyTask));
      const byId = new Map(visible.map((keyTask) => [keyTask.id, keyTask]));
      return ids.map((id) => byId.get(id) ?? null);
    },

    /** In the caller's transaction, without authorisation: the caller has done it. */
    findInTransaction(tx: Transaction, id: string): Promise<KeyTaskRecord | null> {
      return store.find(id, tx.session);
    },

    /**
     * In the caller's transaction, in tree order: the tasks that a plan version consists of that is assembled now. They
     * hold a sealed version and are neither withdrawn nor merged.
     */
    async sealedInTreeOrder(tx: Transaction, planId: string): Promise<KeyTaskRecord[]> {
      return (await store.listSealed(planId, tx.session)).filter((keyTask) => isLive(keyTask.state));
    },

    /** Tasks that were merged into each of these, or split off from it, in tree order; those that the viewer may see. */
    async byOrigin(
      viewer: MaybeViewer,
      field: KeyTaskOrigin,
      ids: readonly string[],
    ): Promise<KeyTaskRecord[][]> {
      const found = (await store.listByOrigin(field, ids)).filter((keyTask) => isVisible(viewer, keyTask));
      return ids.map((id) => found.filter((keyTask) => keyTask[field] === id));
    },

    /** Without authorisation: those of the plans that hold a sealed version or have one on the way, in tree order. */
    async withVersionInTreeOrder(planIds: readonly string[]): Promise<KeyTaskRecord[]> {
      return (await store.listWithVersion(planIds)).filter((keyTask) => isLive(keyTask.state));
    },

    /**
     * Creates a task and its draft, behind the others of its strategy. Throws `INVALID_INPUT`, `FORBIDDEN`,
     * `ILLEGAL_TRANSITION` for one that is to be split off from an ended task, or `NOT_FOUND` for an unknown plan,
     * strategy, subcommittee or task.
     */
    async create(maybeViewer: MaybeViewer, input: NewKeyTask): Promise<KeyTaskRecord> {
      const viewer = requireViewer(maybeViewer);
      enforce(createKeyTaskVerdict(viewer, input.subcommitteeId));
      const title = requiredText(input.title, 'title');
      const englishTitle = optionalText(input.englishTitle, 'englishTitle');
      await requireSubcommittee(viewer, input.subcommitteeId);
      const { planId, subcommitteeId } = input;
      const id = store.newId();
      return transact(async (tx) => {
        await plans.lockTree(tx, planId);
        const strategyId = input.strategyId ?? null;
        const strategy = strategyId === null ? null : await requireStrategy(tx, planId, strategyId);
        const origin = await splitOrigin(tx, planId, input.splitFromId ?? null);
        const { position } = await places.makeRoom(tx, planId, strategy);
        const draft = await drafts.create(tx, { planId, keyTaskId: id, subcommitteeId });
        const now = clock();
        const keyTask: KeyTaskRecord = {
          id,
          planId,
          strategyId,
          subcommitteeId,
          draftId: draft.id,
          title,
          englishTitle,
          position,
          state: 'DRAFTING',
          amendment: false,
          currentVersionId: null,
          sealedVersionId: null,
          mergedIntoId: null,
          splitFromId: origin?.id ?? null,
          createdById: viewer.memberId,
          titledById: viewer.memberId,
          createdAt: now,
          updatedAt: now,
          revision: 0,
        };
        await store.insert(keyTask, strategy?.position ?? null, tx.session);
        tx.emit(keyTaskChanged(keyTask, 'CREATED', viewer.memberId));
        tx.emit(keyTaskStateChanged(keyTask, { from: null, reason: null }, viewer.memberId));
        return keyTask;
      });
    },

    /**
     * The same titles again change nothing. Throws `INVALID_INPUT`, `NOT_FOUND`, `FORBIDDEN`, `FROZEN` once the title is
     * part of a submitted text, `ILLEGAL_TRANSITION` for an ended task.
     */
    async rename(maybeViewer: MaybeViewer, id: string, input: KeyTaskTitles): Promise<KeyTaskRecord> {
      const viewer = requireViewer(maybeViewer);
      const title = requiredText(input.title, 'title');
      const englishTitle =
        input.englishTitle === undefined ? undefined : optionalText(input.englishTitle, 'englishTitle');
      return transact(async (tx) => {
        const before = await requireKeyTask(tx, id);
        const [recusedIds = []] = await drafts.recusedIds([before.draftId], tx);
        enforce(renameVerdict(viewer, before, recusedIds));
        const titles = {
          title,
          englishTitle: englishTitle === undefined ? before.englishTitle : englishTitle,
        };
        if (before.title === titles.title && before.englishTitle === titles.englishTitle) return before;
        const change = { ...titles, titledById: viewer.memberId, updatedAt: clock() };
        const after = await store.update(before, change, tx.session);
        if (after === null) throw conflict();
        tx.emit(keyTaskChanged(after, 'RENAMED', viewer.memberId));
        return after;
      });
    },

    /**
     * Puts a task under a strategy of its plan, at `position` among the tasks that go on, or behind them. The place it
     * has already changes nothing. Throws `INVALID_INPUT`, `NOT_FOUND`, `FORBIDDEN`, `ILLEGAL_TRANSITION`.
     */
    async move(
      maybeViewer: MaybeViewer,
      id: string,
      to: { readonly strategyId: string; readonly position?: number | null },
    ): Promise<KeyTaskRecord> {
      const viewer = requireViewer(maybeViewer);
      return transact(async (tx) => {
        const before = await authorised(tx, viewer, { id, operation: 'MOVE' });
        await plans.lockTree(tx, before.planId);
        const strategy = await requireStrategy(tx, before.planId, to.strategyId);
        const after = await places.move(tx, before, { strategy, position: to.position ?? null });
        if (after !== before) tx.emit(keyTaskChanged(after, 'MOVED', viewer.memberId));
        return after;
      });
    },

    /** Gives a task and its draft to another subcommittee. Throws `NOT_FOUND`, `FORBIDDEN`, `ILLEGAL_TRANSITION`. */
    async assign(maybeViewer: MaybeViewer, id: string, subcommitteeId: string): Promise<KeyTaskRecord> {
      const viewer = requireViewer(maybeViewer);
      await requireSubcommittee(viewer, subcommitteeId);
      return transact(async (tx) => {
        const before = await authorised(tx, viewer, { id, operation: 'ASSIGN' });
        if (before.subcommitteeId === subcommitteeId) return before;
        const after = await store.update(before, { subcommitteeId, updatedAt: clock() }, tx.session);
        if (after === null) throw conflict();
        await drafts.setSubcommittee(tx, after.draftId, subcommitteeId);
        tx.emit(keyTaskChanged(after, 'ASSIGNED', viewer.memberId));
        return after;
      });
    },

    /**
     * Ends a task. What a plan version holds of it stays there; a plan version assembled later leaves it out. To
     * withdraw it again changes nothing. Throws `INVALID_INPUT`, `NOT_FOUND`, `FORBIDDEN`, `ILLEGAL_TRANSITION`.
     */
    async withdraw(maybeViewer: MaybeViewer, id: string, reason: string): Promise<KeyTaskRecord> {
      const viewer = requireViewer(maybeViewer);
      const text = requiredText(reason, 'reason', reasonBounds);
      return holding(id, () =>
        transact(async (tx) => {
          const before = await requireKeyTask(tx, id);
          if (before.state === 'WITHDRAWN') {
            enforceRepeat(keyTaskVerdict(viewer, before, 'WITHDRAW'));
            return before;
          }
          await plans.lockTree(tx, before.planId);
          const request = { viewer, keyTaskId: id, action: 'WITHDRAW', reason: text } as const;
          return putLast(tx, await transitions.transition(tx, request));
        }),
      );
    },

    /**
     * Ends a task in favour of another one of the same plan that goes on. What was merged into it before counts as
     * merged into that one. To merge it into the same one again changes nothing. Throws `INVALID_INPUT`, `NOT_FOUND`,
     * `FORBIDDEN`, `ILLEGAL_TRANSITION`.
     */
    async merge(
      maybeViewer: MaybeViewer,
      id: string,
      into: { readonly keyTaskId: string; readonly reason: string },
    ): Promise<KeyTaskRecord> {
      const viewer = requireViewer(maybeViewer);
      const reason = requiredText(into.reason, 'reason', reasonBounds);
      return holding(id, () =>
        transact(async (tx) => {
          const before = await requireKeyTask(tx, id);
          if (before.state === 'MERGED' && before.mergedIntoId === into.keyTaskId) {
            enforceRepeat(keyTaskVerdict(viewer, before, 'MERGE'));
            return before;
          }
          enforce(keyTaskVerdict(viewer, before, 'MERGE'));
          await plans.lockTree(tx, before.planId);
          const target = await requireKeyTask(tx, into.keyTaskId, 'intoKeyTaskId');
          checkMerge(before, target);
          const mergedIntoId = target.id;
          const request = { viewer, keyTaskId: id, action: 'MERGE', reason, mergedIntoId } as const;
          const after = await putLast(tx, await transitions.transition(tx, request));
          await store.redirectMerged(id, mergedIntoId, tx.session);
          return after;
        }),
      );
    },

    /**
     * Opens a confirmed task for an amendment; the plan keeps the sealed text. To reopen one that is already being
     * amended changes nothing. Throws `INVALID_INPUT`, `NOT_FOUND`, `FORBIDDEN`, `ILLEGAL_TRANSITION`.
     */
    async reopen(maybeViewer: MaybeViewer, id: string, reason: string): Promise<KeyTaskRecord> {
      const viewer = requireViewer(maybeViewer);
      const text = requiredText(reason, 'reason', reasonBounds);
      return transact(async (tx) => {
        const before = await requireKeyTask(tx, id);
        if (before.state === 'DRAFTING' && before.amendment) {
          enforceRepeat(keyTaskVerdict(viewer, before, 'REOPEN'));
          return before;
        }
        return transitions.transition(tx, { viewer, keyTaskId: id, action: 'REOPEN', reason: text });
      });
    },
  };
}

export type KeyTaskService = ReturnType<typeof createKeyTaskService>;

function noSuchKeyTask(field: string): DomainError {
  return new DomainError('NOT_FOUND', 'There is no such key task.', [field]);
}

/** Of a step that has been taken already: the state rightly doesn't allow it again, but who may not take it is refused. */
function enforceRepeat(verdict: Verdict): void {
  if (!verdict.allowed && verdict.code !== 'ILLEGAL_TRANSITION') enforce(verdict);
}

function checkMerge(keyTask: KeyTaskRecord, target: KeyTaskRecord): void {
  if (target.id === keyTask.id) {
    throw new DomainError('INVALID_INPUT', "A key task can't be merged into itself.", ['intoKeyTaskId']);
  }
  if (target.planId !== keyTask.planId) {
    throw new DomainError('INVALID_INPUT', 'The other key task belongs to another plan.', ['intoKeyTaskId']);
  }
  if (!isLive(target.state)) {
    const message = 'The other key task is withdrawn or merged itself.';
    throw new DomainError('ILLEGAL_TRANSITION', message, ['intoKeyTaskId']);
  }
}
