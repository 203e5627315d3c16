import type { Request, RequestHandler, Response } from 'express';
import type { FeedDocument, FeedDocuments } from '../feeds/documents.ts';
import { sendError } from './http-errors.ts';

/** How long a feed may be kept by whoever asked for it, or stands between, in seconds. */
const maxAge = 60;

/**
 * Whether the client says that it has just this (RFC 9110, 13.1.2). Express would ignore that beside a `no-cache`, which
 * `fetch` adds by itself. `If-Modified-Since` isn't looked at, as a server may: several entries can be of one second, and
 * it would hide the later ones.
 */
function isCurrent({ headers }: Request, etag: string): boolean {
  const tags = headers['if-none-match'] ?? '';
  return tags.split(',').some((tag) => ['*', etag].includes(tag.trim().replace(/^W\//, '')));
}

/** Sends a feed with its tag (RFC 9110, 8.8), or says that it is what the client has already. */
function sendFeed(request: Request, response: Response, document: FeedDocument | null): void {
  if (document === null) {
    sendError(response, { status: 404, code: 'NOT_FOUND', message: 'There is no such plan.' });
    return;
  }
  const { text, etag, updated } = document;
  response.set({
    etag,
    'last-modified': updated.toUTCString(),
    'cache-control': `public, max-age=${maxAge}`,
  });
  if (isCurrent(request, etag)) response.status(304).end();
  else response.type('application/atom+xml').send(text);
}

/** The Atom feeds, which anybody may read. */
export function createFeedHandlers(feeds: FeedDocuments): {
  readonly activity: RequestHandler;
  readonly plan: RequestHandler<{ id: string }>;
} {
  const activity: RequestHandler = async (request, response) => {
    sendFeed(request, response, await feeds.activity());
  };
  const plan: RequestHandler<{ id: string }> = async (request, response) => {
    sendFeed(request as Request, response, await feeds.plan(request.params.id));
  };
  return { activity, plan };
}
