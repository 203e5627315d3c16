import type { Transaction } from '../../activity/unit-of-work.ts';
import { enforce, requireViewer } from '../../auth/verdict.ts';
import type { MaybeViewer } from '../../auth/viewer.ts';
import { DomainError } from '../../errors.ts';
import { optionalText, requiredText } from '../../text.ts';
import { keyTaskVerdict } from '../key-task/policy.ts';
import type { KeyTaskTransition } from '../key-task/service.ts';
import type { KeyTaskRecord } from '../key-task/types.ts';
import type { Conflicts } from './conflicts.ts';
import {
  checkHash,
  conflict,
  conflictOnDuplicate,
  noSuchBallot,
  reasonBounds,
  type DecisionServiceDependencies,
} from './dependencies.ts';
import { ballotOpened, positionCast } from './events.ts';
import { castPositionVerdict, isRecused } from './policy.ts';
import { takePosition } from './positions.ts';
import type { BallotRecord, Body, PositionValue } from './types.ts';

export interface BallotResult {
  readonly ballot: BallotRecord;
  readonly keyTask: KeyTaskRecord;
}

/** Turns of a task that take away what its open ballot is about. */
const voidingActions: ReadonlySet<KeyTaskTransition['action']> = new Set(['RETURN', 'WITHDRAW', 'MERGE']);

/** Opens ballots and takes positions (SPEC.md, DC-1, DC-2 and DC-10). */
export function createBallots(dependencies: DecisionServiceDependencies, conflicts: Conflicts) {
  const { store, transact, clock, plans, keyTasks, versions, drafts, membership } = dependencies;

  /** Who votes on the task: those of the body who aren't recused from it. */
  async function rosterOf(tx: Transaction, body: Body, draftId: string): Promise<string[]> {
    const entitled = { TASK_FORCE: () => membership.voterIds(tx) };
    const [recused = []] = await drafts.recusedIds([draftId], tx);
    return (await entitled[body]()).filter((memberId) => !recused.includes(memberId));
  }

  return {
    /**
     * Tables an approved task and opens the ballot on its version; the roster and the plan's rule are fixed with it.
     * Tabling the same version again returns the open ballot. Throws `CONFLICTING_TEXT`, `STALE_HASH`,
     * `ILLEGAL_TRANSITION`, `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`.
     */
    async tableKeyTask(
      maybeViewer: MaybeViewer,
      input: { readonly keyTaskId: string; readonly contentHash: string },
    ): Promise<BallotResult> {
      const viewer = requireViewer(maybeViewer);
      const run = async (tx: Transaction): Promise<BallotResult> => {
        const before = await keyTasks.findInTransaction(tx, input.keyTaskId);
        if (before === null) throw new DomainError('NOT_FOUND', 'There is no such key task.', ['keyTaskId']);
        const verdict = keyTaskVerdict(viewer, before, 'TABLE');
        const entitled = verdict.allowed || verdict.code === 'ILLEGAL_TRANSITION';
        if (!entitled || before.currentVersionId === null) enforce(verdict);
        const [version] = await versions.findManyInTransaction(tx, [before.currentVersionId ?? '']);
        if (version === undefined) throw new Error(`Key task ${before.id} has lost its version.`);
        checkHash(version.contentHash, input.contentHash);
        if (before.state === 'TABLED') {
          const open = await store.findOpenBallot(before.id, tx.session);
          if (open !== null) return { ballot: open.ballot, keyTask: before };
        }
        const keyTask = await keyTasks.transition(tx, { viewer, keyTaskId: before.id, action: 'TABLE' });
        const plan = await plans.findInTransaction(tx, keyTask.planId);
        if (plan === null) throw new Error(`Plan ${keyTask.planId} is missing.`);
        await conflicts.refuseBlocked(tx, { plan, keyTask, versionId: version.id });
        const body: Body = 'TASK_FORCE';
        const rosterIds = await rosterOf(tx, body, keyTask.draftId);
        if (rosterIds.length === 0) {
          throw new DomainError('ILLEGAL_TRANSITION', 'There is nobody who could vote on it.');
        }
        const ballot: BallotRecord = {
          id: store.newId(),
          body,
          planId: keyTask.planId,
          keyTaskId: keyTask.id,
          versionId: version.id,
          contentHash: version.contentHash,
          open: true,
          openedById: viewer.memberId,
          openedAt: clock(),
          closedAt: null,
          rule: plan.ballotRule,
          rosterIds,
          removals: [],
          positions: [],
          voterIds: [],
          secretVotes: [],
        };
        await store.insertBallot(ballot, tx.session);
        tx.emit(ballotOpened(keyTask, ballot));
        return { ballot, keyTask };
      };
      return conflictOnDuplicate(() => transact(run));
    },

    /**
     * Takes or changes the viewer's position. `RECUSE` takes the editing of the task's draft away as well, another
     * position on the same ballot gives it back. The same position again changes nothing. Throws `STALE_HASH`,
     * `ILLEGAL_TRANSITION` once the ballot is closed, `FORBIDDEN` for whoever isn't on the roster or doesn't have the
     * ticket of the vote, `INVALID_INPUT` for `DISCUSS` without a reason and a ticket too few or too many, `NOT_FOUND`.
     */
    async castPosition(
      maybeViewer: MaybeViewer,
      input: {
        readonly ballotId: string;
        readonly contentHash: string;
        readonly value: PositionValue;
        readonly reason?: string | null;
        readonly ticket?: string | null;
      },
    ): Promise<BallotResult> {
      const viewer = requireViewer(maybeViewer);
      const reason = optionalText(input.reason, 'reason', reasonBounds);
      if (input.value === 'DISCUSS' && reason === null) {
        throw new DomainError('INVALID_INPUT', 'DISCUSS blocks, and so needs a reason.', ['reason']);
      }
      return transact(async (tx) => {
        const read = await store.findBallot(input.ballotId, tx.session);
        if (read === null) throw noSuchBallot();
        enforce(castPositionVerdict(viewer, read.ballot));
        checkHash(read.ballot.contentHash, input.contentHash);
        const keyTask = await keyTasks.findInTransaction(tx, read.ballot.keyTaskId);
        if (keyTask === null) throw new Error(`Key task ${read.ballot.keyTaskId} is missing.`);

        const { memberId } = viewer;
        const { value, ticket = null } = input;
        const change = takePosition(read.ballot, { memberId, value, reason, ticket, at: clock() });
        if (change === null) return { ballot: read.ballot, keyTask };
        const ballot = await store.updateOpenBallot(read, change.fields, tx.session);
        if (ballot === null) throw conflict();
        const recused = isRecused(ballot, memberId);
        if (recused !== isRecused(read.ballot, memberId)) {
          await drafts.setRecused(tx, keyTask.draftId, { memberId, recused });
        }
        tx.emit(positionCast(keyTask, ballot, change.told));
        return { ballot, keyTask };
      });
    },

    /**
     * Returns an approved or tabled task for drafting, without a decision. Its reviews are invalidated, its ballot is
     * closed. Throws `ILLEGAL_TRANSITION`, `FORBIDDEN`, `NOT_FOUND`, `INVALID_INPUT`.
     */
    async returnKeyTask(
      maybeViewer: MaybeViewer,
      input: { readonly keyTaskId: string; readonly reason: string },
    ): Promise<KeyTaskRecord> {
      const viewer = requireViewer(maybeViewer);
      const reason = requiredText(input.reason, 'reason', reasonBounds);
      return transact((tx) =>
        keyTasks.transition(tx, { viewer, keyTaskId: input.keyTaskId, action: 'RETURN', reason }),
      );
    },

    /** Closes, without a decision, the ballot on a task that took another turn; in the same transaction. */
    async onTransition(tx: Transaction, { action, after }: KeyTaskTransition): Promise<void> {
      if (!voidingActions.has(action)) return;
      const read = await store.findOpenBallot(after.id, tx.session);
      if (read === null) return;
      const closed = await store.updateOpenBallot(read, { open: false, closedAt: clock() }, tx.session);
      if (closed === null) throw conflict();
    },
  };
}
