import type { NewEvent } from '../../activity/event.ts';
import type { PlanSubmissionRecord } from './types.ts';

/** A plan was submitted, adopted, returned or withdrawn. Anybody may know that it was adopted. */
export function planSubmissionChanged(submission: PlanSubmissionRecord, actorId: string): NewEvent {
  return {
    kind: 'PLAN_SUBMISSION_CHANGED',
    actorId,
    planId: submission.planId,
    subcommitteeId: null,
    keyTaskId: null,
    visibility: submission.state === 'ADOPTED' ? 'PUBLIC' : 'MEMBERS',
    payload: {
      submissionId: submission.id,
      state: submission.state,
      planVersionHash: submission.planVersionHash,
    },
  };
}
