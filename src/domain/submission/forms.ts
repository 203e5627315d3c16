import { canonicalJson } from '../../content/canonical.ts';
import type { PlanSubmissionRecord } from './types.ts';

const resolutionFormat = 'choan-resolution/1';

/** A resolution of the Strategy Committee in canonical form (SPEC.md, SC-5). */
export function resolutionForm(
  submission: Omit<PlanSubmissionRecord, 'hash' | 'decidedAt'> & { readonly decidedAt: Date },
): string {
  return canonicalJson({
    format: resolutionFormat,
    submissionId: submission.id,
    planId: submission.planId,
    planVersionId: submission.planVersionId,
    planVersionNumber: submission.planVersionNumber,
    planVersionHash: submission.planVersionHash,
    submittedById: submission.submittedById,
    submittedAt: submission.submittedAt.toISOString(),
    outcome: submission.state,
    reason: submission.reason,
    returned: submission.returned.map(({ keyTaskId, versionId, reason }) => ({
      keyTaskId,
      versionId,
      reason,
    })),
    decidedById: submission.decidedById,
    decidedAt: submission.decidedAt.toISOString(),
  });
}
