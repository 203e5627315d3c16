import type { NewEvent } from '../../activity/event.ts';
import type { KeyTaskRecord } from '../key-task/types.ts';
import type { ReviewRecord } from './types.ts';

/** A review was requested, decided or invalidated. */
export function reviewChanged(keyTask: KeyTaskRecord, review: ReviewRecord, actorId: string): NewEvent {
  return {
    kind: 'REVIEW_CHANGED',
    actorId,
    planId: keyTask.planId,
    subcommitteeId: keyTask.subcommitteeId,
    keyTaskId: keyTask.id,
    visibility: 'MEMBERS',
    payload: { reviewId: review.id, state: review.state, contentHash: review.contentHash },
  };
}
