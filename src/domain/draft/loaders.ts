import DataLoader from 'dataloader';
import type { MaybeViewer } from '../../auth/viewer.ts';
import type { BlameAt } from './blame-reader.ts';
import type { DraftText } from './draft-texts.ts';
import type { LiveContent } from './live-content.ts';
import type { AskedRevision, RevisionEntry, RevisionRecord } from './revision-reader.ts';
import type { DraftService } from './service.ts';
import type { DraftRecord, PresenceRecord } from './types.ts';

/** Batching readers of drafts, for one request of `viewer`. */
export function createDraftLoaders(service: DraftService, viewer: MaybeViewer) {
  return {
    draft: new DataLoader<string, DraftRecord | null>((ids) => service.findMany(viewer, ids)),
    /** Each draft's stored content, read once for all fields that show it. */
    content: new DataLoader<string, LiveContent>((ids) => service.liveContents(viewer, ids)),
    /** Each draft at a moment. */
    revision: new DataLoader<AskedRevision, RevisionRecord, string>(
      (asked) => service.revisionsOf(viewer, asked),
      { cacheKeyFn: momentKey },
    ),
    /** What each draft said at a position of its log, read once for all fields that show it. */
    revisionText: new DataLoader<RevisionRecord, DraftText, string>(
      (revisions) => service.revisionTexts(viewer, revisions),
      { cacheKeyFn: revisionKey },
    ),
    /** Who wrote what of each draft at a position of its log. */
    blame: new DataLoader<RevisionRecord, BlameAt, string>((asked) => service.blames(viewer, asked), {
      cacheKeyFn: revisionKey,
    }),
    /** The entry that each revision ends with. */
    revisionEntry: new DataLoader<RevisionRecord, RevisionEntry | null, string>(
      (revisions) => service.revisionEntries(viewer, revisions),
      { cacheKeyFn: revisionKey },
    ),
    /** Who has each draft open, as it was when it was first asked for in the request. */
    presence: new DataLoader<string, readonly PresenceRecord[]>((ids) => service.presences(viewer, ids)),
  };
}

/** With the head: what isn't named is now. */
const momentKey = ({ draft, moment: { sequence = null, time = null } }: AskedRevision): string =>
  JSON.stringify([draft.id, draft.headSequence, sequence, time]);
const revisionKey = ({ draftId, sequence }: RevisionRecord): string => `${draftId} ${sequence}`;

export type DraftLoaders = ReturnType<typeof createDraftLoaders>;
