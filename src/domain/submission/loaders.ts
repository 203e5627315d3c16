import DataLoader from 'dataloader';
import type { MaybeViewer } from '../../auth/viewer.ts';
import { createPageLoader } from '../../database/page-loader.ts';
import type { SubmissionService } from './service.ts';
import type { PlanSubmissionRecord } from './types.ts';

/** Batching readers of submissions, for one request of `viewer`. */
export function createSubmissionLoaders(service: SubmissionService, viewer: MaybeViewer) {
  return {
    submission: new DataLoader<string, PlanSubmissionRecord | null>((ids) => service.findMany(viewer, ids)),
    /** Submissions of a plan, newest first. */
    ofPlan: createPageLoader((planIds, request) => service.pagesByPlan(viewer, planIds, request)),
    /** The submission of a plan that was adopted last. */
    adopted: new DataLoader<string, PlanSubmissionRecord | null>((planIds) => service.adoptedOf(planIds)),
  };
}

export type SubmissionLoaders = ReturnType<typeof createSubmissionLoaders>;
