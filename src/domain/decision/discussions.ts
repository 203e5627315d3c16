import { enforce, requireViewer } from '../../auth/verdict.ts';
import type { MaybeViewer } from '../../auth/viewer.ts';
import { canonicalJson } from '../../content/canonical.ts';
import { DomainError } from '../../errors.ts';
import { requiredText } from '../../text.ts';
import type { BallotResult } from './ballots.ts';
import { conflict, noSuchBallot, reasonBounds, type DecisionServiceDependencies } from './dependencies.ts';
import { discussionOverruled } from './events.ts';
import { hashOf } from './forms.ts';
import { overruleVerdict } from './policy.ts';
import type {
  BallotRecord,
  DiscussionRecord,
  OverrulingRecord,
  PositionRecord,
  SecretVoteRecord,
} from './types.ts';

/** What the members of a ballot want to discuss: in the order in which they said so, in a secret one in no order. */
export function discussionsOf(ballot: BallotRecord): DiscussionRecord[] {
  return [...ballot.positions, ...ballot.secretVotes].flatMap((vote) => {
    const { value, reason, overruled } = vote;
    if (value !== 'DISCUSS' || reason === null) return [];
    const memberId = 'memberId' in vote ? vote.memberId : null;
    return [{ id: discussionId(ballot.id, vote), memberId, reason, overruled }];
  });
}

/** Follows from the reason: whoever overrules one reason can't have meant another that took its place. */
function discussionId(ballotId: string, vote: PositionRecord | SecretVoteRecord): string {
  const { reason } = vote;
  const whose = 'memberId' in vote ? { memberId: vote.memberId } : { receipt: vote.receipt };
  return hashOf(canonicalJson({ ballotId, ...whose, reason })).slice(0, 24);
}

/** The chair's decisions on what is to be discussed (SPEC.md, DC-8). */
export function createDiscussions(dependencies: DecisionServiceDependencies) {
  const { store, transact, clock, keyTasks } = dependencies;

  return {
    /**
     * Records that a discussion doesn't block any more. The same again changes nothing. Throws `FORBIDDEN`,
     * `ILLEGAL_TRANSITION` for the chair's own one, one that is overruled already, a closed ballot, and one whose rule
     * doesn't let discussions block, `NOT_FOUND`, `INVALID_INPUT`, `CONFLICT`.
     */
    async overruleDiscussion(
      maybeViewer: MaybeViewer,
      input: { readonly ballotId: string; readonly discussionId: string; readonly reason: string },
    ): Promise<BallotResult> {
      const viewer = requireViewer(maybeViewer);
      const reason = requiredText(input.reason, 'reason', reasonBounds);
      return transact(async (tx) => {
        const read = await store.findBallot(input.ballotId, tx.session);
        if (read === null) throw noSuchBallot();
        enforce(overruleVerdict(viewer, read.ballot));
        const discussion = discussionsOf(read.ballot).find(({ id }) => id === input.discussionId);
        if (discussion === undefined) {
          throw new DomainError('NOT_FOUND', 'Nobody wants to discuss that (any more).', ['discussionId']);
        }
        if (discussion.memberId === viewer.memberId) {
          throw new DomainError('ILLEGAL_TRANSITION', 'This is your own discussion: take another position.');
        }
        const keyTask = await keyTasks.findInTransaction(tx, read.ballot.keyTaskId);
        if (keyTask === null) throw new Error(`Key task ${read.ballot.keyTaskId} is missing.`);
        if (discussion.overruled !== null) {
          const { byId, reason: given } = discussion.overruled;
          if (byId === viewer.memberId && given === reason) return { ballot: read.ballot, keyTask };
          throw new DomainError('ILLEGAL_TRANSITION', 'This discussion has been overruled already.');
        }
        const overruled: OverrulingRecord = { byId: viewer.memberId, reason, at: clock() };
        const overrule = <Vote extends PositionRecord | SecretVoteRecord>(vote: Vote): Vote =>
          vote.value === 'DISCUSS' && discussionId(read.ballot.id, vote) === discussion.id
            ? { ...vote, overruled }
            : vote;
        const positions = read.ballot.positions.map(overrule);
        const secretVotes = read.ballot.secretVotes.map(overrule);
        const ballot = await store.updateOpenBallot(read, { positions, secretVotes }, tx.session);
        if (ballot === null) throw conflict();
        tx.emit(discussionOverruled(keyTask, ballot, { discussion, byId: viewer.memberId, reason }));
        return { ballot, keyTask };
      });
    },
  };
}
