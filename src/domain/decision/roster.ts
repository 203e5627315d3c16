import { enforce, requireViewer } from '../../auth/verdict.ts';
import type { MaybeViewer } from '../../auth/viewer.ts';
import { DomainError } from '../../errors.ts';
import { requiredText } from '../../text.ts';
import type { KeyTaskRecord } from '../key-task/types.ts';
import type { BallotResult } from './ballots.ts';
import { conflict, noSuchBallot, reasonBounds, type DecisionServiceDependencies } from './dependencies.ts';
import { recusalLifted, rosterChanged } from './events.ts';
import { hasVoted, isRecused, liftRecusalVerdict, removeFromRosterVerdict } from './policy.ts';
import type { RosterRemovalRecord } from './types.ts';

/** What changes who takes part in ballots (SPEC.md, DC-9 and DC-10). */
export function createRoster(dependencies: DecisionServiceDependencies) {
  const { store, transact, clock, keyTasks, drafts, membership } = dependencies;

  return {
    /**
     * Takes a member who can't vote any more off an open ballot's roster. Again changes nothing. Throws `FORBIDDEN`,
     * `NOT_FOUND` for who isn't on the roster, `ILLEGAL_TRANSITION` for who is active or has taken a position, and once
     * the ballot is closed, `INVALID_INPUT`, `CONFLICT`.
     */
    async removeFromRoster(
      maybeViewer: MaybeViewer,
      input: { readonly ballotId: string; readonly memberId: string; readonly reason: string },
    ): Promise<BallotResult> {
      const viewer = requireViewer(maybeViewer);
      const reason = requiredText(input.reason, 'reason', reasonBounds);
      const { memberId } = input;
      return transact(async (tx) => {
        const read = await store.findBallot(input.ballotId, tx.session);
        if (read === null) throw noSuchBallot();
        enforce(removeFromRosterVerdict(viewer, read.ballot));
        const { rosterIds, removals } = read.ballot;
        if (!rosterIds.includes(memberId)) {
          throw new DomainError('NOT_FOUND', "There is no such member on the ballot's roster.", ['memberId']);
        }
        const keyTask = await keyTasks.findInTransaction(tx, read.ballot.keyTaskId);
        if (keyTask === null) throw new Error(`Key task ${read.ballot.keyTaskId} is missing.`);
        if (removals.some((removal) => removal.memberId === memberId))
          return { ballot: read.ballot, keyTask };
        const [member] = await membership.memberRecordsInTransaction(tx, [memberId]);
        if (member?.active === true) {
          const message = `${member.displayName} can vote, and so stays on the roster.`;
          throw new DomainError('ILLEGAL_TRANSITION', message, ['memberId']);
        }
        if (hasVoted(read.ballot, memberId) || isRecused(read.ballot, memberId)) {
          const message = 'The member has taken a position, which counts.';
          throw new DomainError('ILLEGAL_TRANSITION', message, ['memberId']);
        }
        const removal: RosterRemovalRecord = { memberId, byId: viewer.memberId, reason, at: clock() };
        const ballot = await store.updateOpenBallot(read, { removals: [...removals, removal] }, tx.session);
        if (ballot === null) throw conflict();
        tx.emit(rosterChanged(keyTask, ballot, removal));
        return { ballot, keyTask };
      });
    },

    /**
     * Lets a member who recused themselves on an earlier ballot edit the draft and vote on the task again. Of who isn't
     * recused it changes nothing. Throws `FORBIDDEN`, `ILLEGAL_TRANSITION` while the ballot on which the member is
     * recused is open, `NOT_FOUND`, `INVALID_INPUT`.
     */
    async liftRecusal(
      maybeViewer: MaybeViewer,
      input: { readonly keyTaskId: string; readonly memberId: string; readonly reason: string },
    ): Promise<KeyTaskRecord> {
      const viewer = requireViewer(maybeViewer);
      const reason = requiredText(input.reason, 'reason', reasonBounds);
      const { memberId } = input;
      enforce(liftRecusalVerdict(viewer, memberId));
      return transact(async (tx) => {
        const keyTask = await keyTasks.findInTransaction(tx, input.keyTaskId);
        if (keyTask === null) throw new DomainError('NOT_FOUND', 'There is no such key task.', ['keyTaskId']);
        const [member] = await membership.memberRecordsInTransaction(tx, [memberId]);
        if (member === undefined)
          throw new DomainError('NOT_FOUND', 'There is no such member.', ['memberId']);
        const [recused = []] = await drafts.recusedIds([keyTask.draftId], tx);
        if (!recused.includes(memberId)) return keyTask;
        const open = await store.findOpenBallot(keyTask.id, tx.session);
        if (open !== null && isRecused(open.ballot, memberId)) {
          const message = 'The member is recused on the open ballot, and can take another position there.';
          throw new DomainError('ILLEGAL_TRANSITION', message, ['memberId']);
        }
        await drafts.setRecused(tx, keyTask.draftId, { memberId, recused: false });
        tx.emit(recusalLifted(keyTask, { memberId, byId: viewer.memberId, reason }));
        return keyTask;
      });
    },
  };
}
