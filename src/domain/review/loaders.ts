import DataLoader from 'dataloader';
import type { MaybeViewer } from '../../auth/viewer.ts';
import { createPageLoader } from '../../database/page-loader.ts';
import type { ReviewService } from './service.ts';
import type { ReviewRecord } from './types.ts';

/** Batching readers of reviews, for one request of `viewer`. */
export function createReviewLoaders(service: ReviewService, viewer: MaybeViewer) {
  return {
    review: new DataLoader<string, ReviewRecord | null>((ids) => service.findMany(viewer, ids)),
    /** All reviews of a version, oldest first. */
    ofVersion: new DataLoader<string, ReviewRecord[]>((versionIds) => service.ofVersions(viewer, versionIds)),
    /** Reviews of a key task, newest first. */
    ofKeyTask: createPageLoader((keyTaskIds, request) => service.pagesByKeyTask(viewer, keyTaskIds, request)),
  };
}

export type ReviewLoaders = ReturnType<typeof createReviewLoaders>;
