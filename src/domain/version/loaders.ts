import DataLoader from 'dataloader';
import type { MaybeViewer } from '../../auth/viewer.ts';
import type { TextDifference } from '../../content/index.ts';
import { createPageLoader } from '../../database/page-loader.ts';
import type { AuthorShare } from '../draft/blame.ts';
import { comparedKey, type ComparedTexts } from './comparing.ts';
import type { VersionService } from './service.ts';
import type { VersionRecord } from './types.ts';

/** Batching readers of versions, for one request of `viewer`. */
export function createVersionLoaders(service: VersionService, viewer: MaybeViewer) {
  return {
    version: new DataLoader<string, VersionRecord | null>((ids) => service.findMany(viewer, ids)),
    /** Canonical forms by version id. */
    form: new DataLoader<string, string | null>((ids) => service.formsOf(viewer, ids)),
    /** How much of a version is whose; null for who may not know. */
    shares: new DataLoader<VersionRecord, readonly AuthorShare[] | null, string>(
      (versions) => service.sharesOf(viewer, versions),
      { cacheKeyFn: ({ id }) => id },
    ),
    /** What makes one text out of another. */
    difference: new DataLoader<ComparedTexts, TextDifference, string>(
      (compared) => service.differences(viewer, compared),
      { cacheKeyFn: comparedKey },
    ),
    /** Versions of a key task, newest first. */
    ofKeyTask: createPageLoader((keyTaskIds, request) => service.pagesByKeyTask(viewer, keyTaskIds, request)),
  };
}

export type VersionLoaders = ReturnType<typeof createVersionLoaders>;
