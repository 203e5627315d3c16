import type { Awareness } from 'y-protocols/awareness';
import type * as Y from 'yjs';

/** Any implementation of the standard's WebSocket: a browser's own, or the class of the package `ws`. */
export type WebSocketConstructor = new (url: string, protocols?: string | string[]) => object;

export interface DraftConnectionOptions {
  /** The server's address, e.g. `https://choan.example`; `ws:` and `wss:` are understood as well. */
  readonly url: string;
  /** `Draft.collaborationPath`, or `Draft.id`. */
  readonly collaborationPath?: string;
  readonly draftId?: string;
  /** The document that the editor is bound to. */
  readonly doc: Y.Doc;
  readonly awareness?: Awareness;
  /**
   * An access token that works now; null when nobody is signed in any more. `rejected` is a token that the server has
   * just turned away: give another one, e.g. by `refreshSession`. When it throws, or hasn't answered within `timeout`, it
   * is asked again after a while.
   */
  readonly getAccessToken: (rejected: string | null) => string | null | Promise<string | null>;
  /** Where there is no global `WebSocket`, as in Node 20: the class of the package `ws`. */
  readonly WebSocket?: WebSocketConstructor;
  /**
   * Whether tabs of one browser also sync among themselves, around the server. Off by default: what comes that way is
   * neither attributed nor held back by a freeze.
   */
  readonly syncTabs?: boolean;
  /** How long `getAccessToken` may take, in milliseconds; 30,000 when not given. */
  readonly timeout?: number;
  /** Longest wait between attempts to connect, in milliseconds; 10,000 when not given. */
  readonly longestRetryDelay?: number;
}

/**
 * The server's address as a WebSocket URL without a slash at its end. Throws a `TypeError` for what is no address: a socket
 * would fail at it only when it is opened, and then again and again.
 */
export function serverUrl(url: string): string {
  const address = addressOf(url);
  // What stands behind ? and # wouldn't be a path.
  if (address === null || !/^(?:http|ws)s?:[^?#]*$/.test(address)) {
    throw new TypeError(`The url has to be an address such as https://choan.example, not ${url}`);
  }
  return address.replace(/^http/, 'ws').replace(/\/+$/, '');
}

/** As the standard writes it; null when it is no absolute URL. */
function addressOf(url: string): string | null {
  try {
    return new URL(url).href;
  } catch {
    return null;
  }
}

/** The path under the server's address. Throws a `TypeError` when there is none. */
export function roomName({ collaborationPath, draftId }: DraftConnectionOptions): string {
  if (collaborationPath !== undefined) return collaborationPath.replace(/^\/+/, '');
  if (draftId !== undefined) return `collab/${draftId}`;
  throw new TypeError('connectDraft needs a collaborationPath or a draftId.');
}

/** The one that is given, or the global one. Throws a `TypeError` when there is none. */
export function webSocketOf(given: WebSocketConstructor | undefined): WebSocketConstructor {
  const found = given ?? (globalThis as { WebSocket?: WebSocketConstructor }).WebSocket;
  if (found === undefined) {
    throw new TypeError('There is no global WebSocket here: pass one, e.g. that of the package ws.');
  }
  return found;
}
