import { createHash } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import { renderAtom, type AtomFeed } from '../feeds/atom.ts';
import type { PublicFeeds } from '../feeds/public-feeds.ts';
import { sendError } from './http-errors.ts';

/** How long a feed may be kept by whoever asked for it, or stands between, in seconds. */
const maxAge = 60;

/**
 * Whether the client says that it has just this (RFC 9110, 13.2.2). Express would ignore that beside a `no-cache`, which
 * `fetch` adds by itself.
 */
function isCurrent({ headers }: Request, etag: string, updated: Date): boolean {
  const tags = headers['if-none-match'];
  if (tags !== undefined) {
    return tags.split(',').some((tag) => ['*', etag].includes(tag.trim().replace(/^W\//, '')));
  }
  // NaN, and so no, without a date.
  return Math.floor(updated.getTime() / 1000) * 1000 <= Date.parse(headers['if-modified-since'] ?? '');
}

/** Sends a feed with its validators (RFC 9110, 8.8), or says that it is what the client has already. */
function sendFeed(request: Request, response: Response, feed: AtomFeed): void {
  const document = renderAtom(feed);
  const etag = `"${createHash('sha256').update(document).digest('base64url')}"`;
  response.set({
    etag,
    'last-modified': feed.updated.toUTCString(),
    'cache-control': `public, max-age=${maxAge}`,
  });
  if (isCurrent(request, etag, feed.updated)) response.status(304).end();
  else response.type('application/atom+xml').send(document);
}

/** The Atom feeds, which anybody may read. */
export function createFeedHandlers(feeds: PublicFeeds) {
  const activity: RequestHandler = async (request, response) => {
    sendFeed(request, response, await feeds.activity());
  };
  const plan: RequestHandler<{ id: string }> = async (request, response) => {
    const feed = await feeds.plan(request.params.id);
    if (feed === null) {
      sendError(response, { status: 404, code: 'NOT_FOUND', message: 'There is no such plan.' });
      return;
    }
    sendFeed(request as Request, response, feed);
  };
  return { activity, plan };
}
