import { LRUCache } from 'lru-cache';
import { DomainError, outcomeOf } from '../../errors.ts';
import { createSharedReads } from '../../shared-reads.ts';
import type { TextMaker } from './draft-texts.ts';
import { toContent, type LiveContent } from './live-content.ts';
import type { LogReader } from './log-reader.ts';
import type { LoadOutcome } from './many-logs.ts';
import type { DraftRecord } from './types.ts';

export interface ContentReaderDependencies {
  readonly reader: Pick<LogReader, 'loadMany'>;
  readonly texts: Pick<TextMaker, 'text'>;
}

/** Contents that are kept for the next reader, as long as nothing was written. */
const cachedContents = 50;

/** Drafts as they are stored now. Authorisation is the caller's. */
export function createContentReader({ reader, texts }: ContentReaderDependencies) {
  const contents = new LRUCache<string, LiveContent>({ max: cachedContents });

  async function contentOf(draftId: string, loaded: LoadOutcome): Promise<LiveContent> {
    if (loaded === null) throw new DomainError('NOT_FOUND', 'There is no such draft.');
    if (loaded instanceof Error) throw loaded;
    const content = await toContent(loaded, texts);
    contents.set(draftId, content);
    return content;
  }

  return {
    /**
     * What the drafts say, in their order. A draft that is already being read isn't read again, and what can't be read is
     * an error of that draft alone.
     */
    contentsOf: createSharedReads<DraftRecord, LiveContent>({
      keyOf: ({ id, headHash }) => `${id} ${headHash}`,
      kept: ({ id, headHash }) => {
        const cached = contents.get(id);
        return cached?.headHash === headHash ? cached : undefined;
      },
      read: async (drafts, tell) => {
        const places = drafts.map((draft) => ({ draftId: draft.id, draft }));
        for await (const part of reader.loadMany(places)) {
          // The next part is read when the documents of this one aren't needed any more.
          await Promise.all(
            [...part].map(async ([{ draftId, draft }, loaded]) =>
              tell(draft, await outcomeOf(() => contentOf(draftId, loaded))),
            ),
          );
        }
      },
    }),
  };
}
