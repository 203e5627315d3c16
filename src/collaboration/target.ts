import type { IncomingMessage } from 'node:http';
import { parseGlobalId } from '../graphql/ids.ts';

/** Only path and query of a request are used, so the host doesn't matter. */
function urlOf(request: IncomingMessage): URL {
  return new URL(request.url ?? '/', 'http://localhost');
}

/** The draft of `/collab/<draftId>`; null when the path names none. */
export function draftIdOf(request: IncomingMessage): string | null {
  const name = /^\/collab\/([A-Za-z0-9_-]+)$/.exec(urlOf(request).pathname)?.[1];
  const parsed = name === undefined ? null : parseGlobalId(name);
  return parsed?.type === 'Draft' ? parsed.id : null;
}

/** The access token of `?token=`; empty when there is none. */
export function tokenOf(request: IncomingMessage): string {
  return urlOf(request).searchParams.get('token') ?? '';
}
