import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { renderAtom, type AtomFeed } from './atom.ts';
import type { PublicFeeds } from './public-feeds.ts';

/** A feed as it is sent. */
export interface FeedDocument {
  readonly text: string;
  readonly etag: string;
  readonly updated: Date;
}

/** How long a document is sent without looking again, in milliseconds. */
const freshFor = 5000;
/** Documents of so many feeds are kept; beyond that the one that was asked for longest ago goes. */
const mostKept = 100;

function documentOf(feed: AtomFeed): FeedDocument {
  const text = renderAtom(feed);
  const etag = `"${createHash('sha256').update(text).digest('base64url')}"`;
  return { text, etag, updated: feed.updated };
}

/**
 * The documents of feeds. Anybody may ask for one, as often as they like: each is made once in a few seconds, and those
 * who ask meanwhile get the same. `now` gives milliseconds that never go back.
 */
export function createFeedDocuments(feeds: PublicFeeds, now: () => number = () => performance.now()) {
  const kept = new LRUCache<
    string,
    { readonly until: number; readonly document: Promise<FeedDocument | null> }
  >({ max: mostKept });

  function keep(key: string, read: () => Promise<AtomFeed | null>): Promise<FeedDocument | null> {
    const known = kept.get(key);
    if (known !== undefined && now() < known.until) return known.document;
    const document = read().then((feed) => (feed === null ? null : documentOf(feed)));
    const made = { until: now() + freshFor, document };
    kept.set(key, made);
    // What isn't there, or couldn't be read, doesn't take the place of what can be.
    const forget = () => {
      if (kept.peek(key) === made) kept.delete(key);
    };
    document.then((found) => found === null && forget(), forget);
    return document;
  }

  return {
    /** Of all plans. */
    activity: (): Promise<FeedDocument | null> => keep('', () => feeds.activity()),
    /** Of the plan with this id of the API; null when there is none. */
    plan: (globalId: string): Promise<FeedDocument | null> =>
      keep(globalId, async () => (globalId === '' ? null : feeds.plan(globalId))),
  };
}

export type FeedDocuments = ReturnType<typeof createFeedDocuments>;
