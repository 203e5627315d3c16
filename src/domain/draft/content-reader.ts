import { LRUCache } from 'lru-cache';
import { DomainError, outcomeOf } from '../../errors.ts';
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

/** A draft's content, or why it can't be read. */
type Outcome = LiveContent | Error;

/** Drafts as they are stored now. Authorisation is the caller's. */
export function createContentReader({ reader, texts }: ContentReaderDependencies) {
  const contents = new LRUCache<string, LiveContent>({ max: cachedContents });
  /** Contents that are being read, by draft and head. None of them rejects. */
  const reading = new Map<string, Promise<Outcome>>();

  /** What is kept of a draft or is being read; else what it will be told, once those that are missing are read. */
  function known(
    { id, headHash }: DraftRecord,
    missing: Map<string, (outcome: Outcome) => void>,
  ): LiveContent | Promise<Outcome> {
    const cached = contents.get(id);
    if (cached?.headHash === headHash) return cached;
    const key = `${id} ${headHash}`;
    let outcome = reading.get(key);
    if (outcome === undefined) {
      outcome = new Promise<Outcome>((resolve) => missing.set(id, resolve)).finally(() =>
        reading.delete(key),
      );
      reading.set(key, outcome);
    }
    return outcome;
  }

  async function contentOf(draftId: string, loaded: LoadOutcome): Promise<LiveContent> {
    if (loaded === null) throw new DomainError('NOT_FOUND', 'There is no such draft.');
    if (loaded instanceof Error) throw loaded;
    const content = await toContent(loaded, texts);
    contents.set(draftId, content);
    return content;
  }

  /** Reads the drafts and tells of each what became of it, as soon as that is known. */
  async function read(tell: ReadonlyMap<string, (outcome: Outcome) => void>): Promise<void> {
    const failure = await outcomeOf(async () => {
      for await (const part of reader.loadMany([...tell.keys()])) {
        // The next part is read when the documents of this one aren't needed any more.
        await Promise.all(
          [...part].map(async ([draftId, loaded]) =>
            tell.get(draftId)?.(await outcomeOf(() => contentOf(draftId, loaded))),
          ),
        );
      }
    });
    if (failure instanceof Error) for (const one of tell.values()) one(failure);
  }

  return {
    /**
     * What the drafts say, by their ids. A draft that is already being read isn't read again, and what can't be read is
     * an error of that draft alone.
     */
    async contentsOf(drafts: readonly DraftRecord[]): Promise<ReadonlyMap<string, Outcome>> {
      const missing = new Map<string, (outcome: Outcome) => void>();
      const outcomes = drafts.map(async (draft): Promise<[string, Outcome]> => [
        draft.id,
        await known(draft, missing),
      ]);
      if (missing.size > 0) void read(missing);
      return new Map(await Promise.all(outcomes));
    },
  };
}
