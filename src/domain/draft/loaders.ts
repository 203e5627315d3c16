import DataLoader from 'dataloader';
import type { MaybeViewer } from '../../auth/viewer.ts';
import type { LiveContent } from './live-content.ts';
import type { DraftService } from './service.ts';
import type { DraftRecord } from './types.ts';

/** Batching readers of drafts, for one request of `viewer`. */
export function createDraftLoaders(service: DraftService, viewer: MaybeViewer) {
  return {
    draft: new DataLoader<string, DraftRecord | null>((ids) => service.findMany(viewer, ids)),
    /** Each draft's stored content, read once for all fields that show it. */
    content: new DataLoader<string, LiveContent>((ids) =>
      Promise.all(ids.map((id) => service.liveContent(viewer, id))),
    ),
  };
}

export type DraftLoaders = ReturnType<typeof createDraftLoaders>;
