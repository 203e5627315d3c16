import type { Transact, Transaction } from '../../activity/unit-of-work.ts';
import { enforce, requireViewer } from '../../auth/verdict.ts';
import type { MaybeViewer, Viewer } from '../../auth/viewer.ts';
import type { Clock } from '../../clock.ts';
import { canonicalForm, contentHash } from '../../content/canonical.ts';
import { contentProblems } from '../../content/problems.ts';
import { beforeNumber, newestFirstPages } from '../../database/newest-first.ts';
import type { Page, PageRequest } from '../../database/paging.ts';
import { DomainError } from '../../errors.ts';
import { requiredText } from '../../text.ts';
import type { DraftService } from '../draft/service.ts';
import type { DraftSnapshot } from '../draft/types.ts';
import { keyTaskVerdict } from '../key-task/policy.ts';
import type { KeyTaskService } from '../key-task/service.ts';
import type { KeyTaskRecord } from '../key-task/types.ts';
import { createComparing, type ComparingDependencies } from './comparing.ts';
import { createMoments, type MomentsDependencies } from './moments.ts';
import { maySeeVersion } from './policy.ts';
import { createShares, type SharesDependencies } from './shares.ts';
import type { VersionStore } from './store.ts';
import type { ReviewRequest, VersionRecord } from './types.ts';

const maxNameLength = 200;

/** A version was submitted for review. */
export interface Submission {
  readonly viewer: Viewer;
  readonly keyTask: KeyTaskRecord;
  readonly version: VersionRecord;
  readonly request: ReviewRequest;
  /** True when this very version had been submitted before and nothing is to change. */
  readonly repeated: boolean;
}

/** Runs in the submission's transaction; what it throws undoes the submission. */
export type SubmissionListener = (tx: Transaction, submission: Submission) => Promise<void>;

/** What versions need of drafts. */
export interface VersionDrafts extends Pick<DraftService, 'findMany' | 'revisionContents' | 'blames'> {
  hold<T>(draftIds: readonly string[], work: () => Promise<T>): Promise<T>;
  snapshot(tx: Transaction, draftId: string): Promise<DraftSnapshot>;
}

export interface VersionServiceDependencies {
  readonly store: VersionStore;
  readonly shareStore: SharesDependencies['shareStore'];
  readonly transact: Transact;
  readonly clock: Clock;
  readonly drafts: VersionDrafts;
  readonly keyTasks: Pick<KeyTaskService, 'find' | 'findInTransaction' | 'transition'>;
  readonly texts: ComparingDependencies['texts'];
  readonly activity: MomentsDependencies['activity'];
}

/** Cuts drafts into versions and submits them for review (SPEC.md, VN). */
export function createVersionService(dependencies: VersionServiceDependencies) {
  const { store, transact, clock, drafts, keyTasks } = dependencies;
  const submissionListeners: SubmissionListener[] = [];

  /**
   * Runs `work` on the task in a transaction, with the draft's updates held back: everything that was accepted before
   * is stored and part of what the transaction sees.
   */
  async function withTask<T>(
    viewer: Viewer,
    keyTaskId: string,
    work: (tx: Transaction, keyTask: KeyTaskRecord) => Promise<T>,
  ): Promise<T> {
    const { draftId } = await keyTasks.find(viewer, keyTaskId);
    return drafts.hold([draftId], () =>
      transact(async (tx) => work(tx, await taskInTransaction(tx, keyTaskId))),
    );
  }

  async function taskInTransaction(tx: Transaction, keyTaskId: string): Promise<KeyTaskRecord> {
    const keyTask = await keyTasks.findInTransaction(tx, keyTaskId);
    if (keyTask === null) throw new DomainError('NOT_FOUND', 'There is no such key task.');
    return keyTask;
  }

  /** Stores the draft as it is now as the task's next version, or returns the last one when it is just that. */
  async function cut(
    tx: Transaction,
    cutting: { viewer: Viewer; keyTask: KeyTaskRecord; name: string; unlessSame: boolean },
  ): Promise<VersionRecord> {
    const { viewer, keyTask, name } = cutting;
    const snapshot = await drafts.snapshot(tx, keyTask.draftId);
    const [problem] = contentProblems(snapshot.content, { ...snapshot.fields });
    if (problem !== undefined) {
      const block = problem.blockId === null ? '' : `block ${problem.blockId}, `;
      throw new DomainError('INVALID_CONTENT', `${problem.message} (${block}at ${problem.path})`);
    }
    const form = canonicalForm({
      title: keyTask.title,
      content: snapshot.content,
      fields: { ...snapshot.fields },
    });
    const hash = contentHash(form);
    const newest = await store.findNewest(keyTask.id, tx.session);
    if (
      cutting.unlessSame &&
      newest?.name === name &&
      newest.contentHash === hash &&
      newest.logHash === snapshot.headHash
    ) {
      return newest;
    }
    const version = await store.insert(
      {
        planId: keyTask.planId,
        keyTaskId: keyTask.id,
        draftId: keyTask.draftId,
        number: (newest?.number ?? 0) + 1,
        name,
        title: keyTask.title,
        contentHash: hash,
        canonicalForm: form,
        sequence: snapshot.sequence,
        logHash: snapshot.headHash,
        authorIds: [...snapshot.authorIds],
        createdById: viewer.memberId,
        createdAt: clock(),
      },
      tx.session,
    );
    tx.emit({
      kind: 'VERSION_NAMED',
      actorId: viewer.memberId,
      planId: keyTask.planId,
      subcommitteeId: keyTask.subcommitteeId,
      keyTaskId: keyTask.id,
      visibility: 'MEMBERS',
      payload: { versionId: version.id, name, contentHash: hash },
    });
    return version;
  }

  async function tellListeners(tx: Transaction, submission: Submission): Promise<void> {
    for (const listener of submissionListeners) await listener(tx, submission);
  }

  /** In the order of `ids`; null where there is none or the viewer may not see it. */
  async function findMany(viewer: MaybeViewer, ids: readonly string[]): Promise<(VersionRecord | null)[]> {
    const found = new Map((await store.findMany(ids)).map((version) => [version.id, version]));
    return ids.map((id) => {
      const version = found.get(id);
      return version !== undefined && maySeeVersion(viewer, version) ? version : null;
    });
  }

  async function find(viewer: MaybeViewer, id: string): Promise<VersionRecord> {
    const [version] = await findMany(viewer, [id]);
    if (version === undefined || version === null)
      throw new DomainError('NOT_FOUND', 'There is no such version.');
    return version;
  }

  return {
    findMany,

    /** Throws `NOT_FOUND` when there is none or the viewer may not see it. */
    find,

    ...createMoments(dependencies),
    ...createShares(dependencies),
    ...createComparing({ findMany, forms: (ids) => store.forms(ids), drafts, texts: dependencies.texts }),

    /** Without authorisation: the caller has done it. */
    async findManyInTransaction(tx: Transaction, ids: readonly string[]): Promise<VersionRecord[]> {
      return store.findMany(ids, tx.session);
    },

    /** Canonical forms by version id. Without authorisation: the caller has done it. */
    async formsInTransaction(tx: Transaction, ids: readonly string[]): Promise<Map<string, string>> {
      return store.forms(ids, tx.session);
    },

    /** Canonical forms by version id, without authorisation: the caller has done it. */
    forms: (ids: readonly string[]): Promise<ReadonlyMap<string, string>> => store.forms(ids),

    /**
     * Canonical forms (SPEC.md, CF) of versions that the viewer has already been given, in the order of `ids`; null
     * for one that doesn't exist.
     */
    async formsOf(viewer: MaybeViewer, ids: readonly string[]): Promise<(string | null)[]> {
      const visible = await findMany(viewer, ids);
      const forms = await store.forms(visible.flatMap((version) => (version === null ? [] : [version.id])));
      return ids.map((id) => forms.get(id) ?? null);
    },

    /** A page of each task's versions that the viewer may see, newest first. */
    async pagesByKeyTask(
      viewer: MaybeViewer,
      keyTaskIds: readonly string[],
      request: PageRequest,
    ): Promise<ReadonlyMap<string, Page<VersionRecord>>> {
      const rows = await store.newestByKeyTask(keyTaskIds, {
        before: beforeNumber(request),
        limit: request.first + 1,
        sealedOnly: viewer === null,
      });
      return newestFirstPages(rows, request, (version) => version.number);
    },

    /**
     * Cuts a version of the draft as it is now. The same name on the same text again returns the same version.
     * Throws `INVALID_CONTENT` naming the block when the text doesn't fit the content schema, `ILLEGAL_TRANSITION`
     * when the task isn't being drafted, `FORBIDDEN`, `NOT_FOUND`, `INVALID_INPUT`.
     */
    async nameVersion(
      maybeViewer: MaybeViewer,
      input: { keyTaskId: string; name: string },
    ): Promise<{ version: VersionRecord; keyTask: KeyTaskRecord }> {
      const viewer = requireViewer(maybeViewer);
      const name = requiredText(input.name, 'name', { max: maxNameLength });
      return withTask(viewer, input.keyTaskId, async (tx, keyTask) => {
        enforce(keyTaskVerdict(viewer, keyTask, 'NAME_VERSION'));
        return { version: await cut(tx, { viewer, keyTask, name, unlessSame: true }), keyTask };
      });
    },

    /**
     * Cuts a version, asks for its review and freezes the draft at exactly this text, in one transaction. Submitting
     * again under the same name while it is in review returns the same version. Throws as {@link nameVersion} does, and
     * what the reviews refuse about the request.
     */
    async submitVersion(
      maybeViewer: MaybeViewer,
      input: { keyTaskId: string; name: string } & Pick<ReviewRequest, 'reviewerIds'> &
        Partial<ReviewRequest>,
    ): Promise<{ version: VersionRecord; keyTask: KeyTaskRecord }> {
      const viewer = requireViewer(maybeViewer);
      const name = requiredText(input.name, 'name', { max: maxNameLength });
      const { roles = [], dueAt = null, minimumApprovals = null } = input;
      const request = { reviewerIds: [...new Set(input.reviewerIds)], roles, dueAt, minimumApprovals };
      return withTask(viewer, input.keyTaskId, async (tx, keyTask) => {
        const verdict = keyTaskVerdict(viewer, keyTask, 'SUBMIT');
        const entitled = verdict.allowed || verdict.code === 'ILLEGAL_TRANSITION';
        if (entitled && keyTask.state === 'IN_REVIEW' && keyTask.currentVersionId !== null) {
          const [current] = await store.findMany([keyTask.currentVersionId], tx.session);
          if (current?.name === name) {
            await tellListeners(tx, { viewer, keyTask, version: current, request, repeated: true });
            return { version: current, keyTask };
          }
        }
        enforce(verdict);
        const version = await cut(tx, { viewer, keyTask, name, unlessSame: false });
        const after = await keyTasks.transition(tx, {
          viewer,
          keyTaskId: keyTask.id,
          action: 'SUBMIT',
          currentVersionId: version.id,
        });
        await tellListeners(tx, { viewer, keyTask: after, version, request, repeated: false });
        return { version, keyTask: after };
      });
    },

    /**
     * Takes a submission back: the draft can be edited again, the reviews of the version are invalidated.
     * Throws `ILLEGAL_TRANSITION` when nothing is in review, `FORBIDDEN`, `NOT_FOUND`, `INVALID_INPUT`.
     */
    async recallVersion(
      maybeViewer: MaybeViewer,
      input: { keyTaskId: string; reason: string },
    ): Promise<KeyTaskRecord> {
      const viewer = requireViewer(maybeViewer);
      const reason = requiredText(input.reason, 'reason', { max: 2000, multiline: true });
      await keyTasks.find(viewer, input.keyTaskId);
      return transact((tx) =>
        keyTasks.transition(tx, {
          viewer,
          keyTaskId: input.keyTaskId,
          action: 'RECALL',
          reason,
          currentVersionId: null,
        }),
      );
    },

    /**
     * Marks a version as a milestone, in the transaction of the decision that seals it; authorised there. Throws when
     * the stored text is not the one that `decided.contentHash` names: nothing but what was decided on may get into a
     * plan (SPEC.md, VN-9).
     */
    async seal(
      tx: Transaction,
      id: string,
      decided: { readonly contentHash: string; readonly at: Date },
    ): Promise<void> {
      const [version] = await store.findMany([id], tx.session);
      const form = (await store.forms([id], tx.session)).get(id);
      if (
        form === undefined ||
        version?.contentHash !== decided.contentHash ||
        contentHash(form) !== decided.contentHash
      ) {
        throw new Error(`The text of version ${id} is missing or not the one that its hash names.`);
      }
      await store.seal(id, decided.at, tx.session);
    },

    /** Registers what has to happen together with every submission. */
    onSubmitted(listener: SubmissionListener): void {
      submissionListeners.push(listener);
    },
  };
}

export type VersionService = ReturnType<typeof createVersionService>;
