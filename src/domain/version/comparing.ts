import { LRUCache } from 'lru-cache';
import type { MaybeViewer } from '../../auth/viewer.ts';
import type { TextDifference } from '../../content/index.ts';
import { DomainError } from '../../errors.ts';
import type { TextMaker, TextSource } from '../draft/draft-texts.ts';
import type { RevisionRecord } from '../draft/revision-reader.ts';

/** A text that is to be compared: a version's, or a draft's at one position of its log, under the title of its task. */
export type ComparedText =
  { readonly versionId: string } | { readonly revision: RevisionRecord; readonly title: string };

export interface ComparedTexts {
  readonly from: ComparedText;
  readonly to: ComparedText;
}

export interface ComparingDependencies {
  /** Authorises; throws `NOT_FOUND`. */
  readonly find: (viewer: MaybeViewer, versionId: string) => Promise<unknown>;
  /** Canonical forms of versions, by id. */
  readonly forms: (versionIds: readonly string[]) => Promise<ReadonlyMap<string, string>>;
  readonly drafts: {
    /** Authorises; throws `NOT_FOUND`. */
    find(viewer: MaybeViewer, draftId: string): Promise<unknown>;
    /** Authorises; throws `NOT_FOUND`. */
    revisionContent(viewer: MaybeViewer, revision: RevisionRecord): Promise<readonly Uint8Array[]>;
  };
  readonly texts: Pick<TextMaker, 'compare'>;
}

/** Differences that are kept for the next reader, together as large as this: characters, and {@link partSize} a part. */
const cachedSize = 10_000_000;
const partSize = 100;

/** Compares texts (SPEC.md, CP). What was compared never changes, so neither does the difference. */
export function createComparing({ find, forms, drafts, texts }: ComparingDependencies) {
  const differences = new LRUCache<string, TextDifference>({
    maxSize: cachedSize,
    sizeCalculation: sizeOf,
  });
  const comparing = new Map<string, Promise<TextDifference>>();

  async function authorise(viewer: MaybeViewer, text: ComparedText): Promise<void> {
    await ('versionId' in text ? find(viewer, text.versionId) : drafts.find(viewer, text.revision.draftId));
  }

  async function sourceOf(viewer: MaybeViewer, text: ComparedText): Promise<TextSource> {
    if ('revision' in text)
      return { title: text.title, content: await drafts.revisionContent(viewer, text.revision) };
    const form = (await forms([text.versionId])).get(text.versionId);
    if (form === undefined) throw new DomainError('NOT_FOUND', 'There is no such version.');
    return { form };
  }

  async function compare(viewer: MaybeViewer, key: string, compared: ComparedTexts): Promise<TextDifference> {
    const before = await sourceOf(viewer, compared.from);
    const difference = await texts.compare(before, await sourceOf(viewer, compared.to));
    if (difference === null)
      throw new DomainError('INVALID_CONTENT', 'One of the texts is nested too deeply to be compared.');
    differences.set(key, difference);
    return difference;
  }

  return {
    /**
     * What makes the text `to` out of the text `from`. Throws `NOT_FOUND` for a text that the viewer may not read, and
     * `INVALID_CONTENT` for one that is nested too deeply.
     */
    async difference(viewer: MaybeViewer, compared: ComparedTexts): Promise<TextDifference> {
      await Promise.all([authorise(viewer, compared.from), authorise(viewer, compared.to)]);
      const key = `${keyOf(compared.from)} ${keyOf(compared.to)}`;
      const cached = differences.get(key);
      if (cached !== undefined) return cached;
      // Once for all who ask at the same time.
      let pending = comparing.get(key);
      if (pending === undefined) {
        pending = compare(viewer, key, compared).finally(() => comparing.delete(key));
        comparing.set(key, pending);
      }
      return pending;
    },
  };
}

function keyOf(text: ComparedText): string {
  if ('versionId' in text) return text.versionId;
  const { draftId, sequence } = text.revision;
  return JSON.stringify([draftId, sequence, text.title]);
}

function sizeOf({ blocks }: TextDifference): number {
  let size = 1;
  for (const { parts } of blocks) for (const { text } of parts) size += partSize + text.length;
  return size;
}
