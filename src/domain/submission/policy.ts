import { allow, deny, type Verdict } from '../../auth/verdict.ts';
import type { MaybeViewer } from '../../auth/viewer.ts';
import type { PlanSubmissionRecord } from './types.ts';

/** Whether the viewer may bring a plan before the Strategy Committee, and take it back. */
export function submitPlanVerdict(viewer: MaybeViewer): Verdict {
  if (viewer === null) return deny('Sign in first.');
  if (viewer.roles.has('CHAIR') || viewer.roles.has('SECRETARIAT')) return allow;
  return deny('Only the chair and the secretariat may submit a plan.');
}

/** Whether the viewer may withdraw the submission now. */
export function withdrawSubmissionVerdict(viewer: MaybeViewer, submission: PlanSubmissionRecord): Verdict {
  const verdict = submitPlanVerdict(viewer);
  return verdict.allowed ? whileOpen(submission) : verdict;
}

/** Whether the viewer may adopt or return the plan version now. */
export function resolveSubmissionVerdict(viewer: MaybeViewer, submission: PlanSubmissionRecord): Verdict {
  if (viewer === null) return deny('Sign in first.');
  if (!viewer.roles.has('STRATEGY_COMMITTEE')) return deny('Only the Strategy Committee may do this.');
  return whileOpen(submission);
}

/** Members see every submission, anybody those that were adopted. */
export function maySeeSubmission(viewer: MaybeViewer, { state }: PlanSubmissionRecord): boolean {
  return viewer !== null || state === 'ADOPTED';
}

function whileOpen({ state }: PlanSubmissionRecord): Verdict {
  return state === 'SUBMITTED'
    ? allow
    : deny(`The submission was ${state.toLowerCase()} already.`, 'ILLEGAL_TRANSITION');
}
