/** Why a server turned a client away for good: what its reason begins with (SPEC.md, CO-2). */
export type RefusalCode =
  | 'UNAUTHENTICATED'
  | 'NOT_FOUND'
  | 'MALFORMED'
  | 'TOO_LARGE'
  /** Some of what was written isn't taken in, though the connection goes on (CO-8). */
  | 'REFUSED'
  /** A close code that this client doesn't know. */
  | 'OTHER';

/** What an editor shows of its connection. `unsaved`: there are changes that the server hasn't confirmed. */
export type DraftStatus =
  /** Not connected, or connected but without the text yet. It tries again by itself. */
  | { readonly state: 'connecting'; readonly unsaved: boolean }
  /** Everything that was written here is stored durably on the server. */
  | { readonly state: 'saved' }
  /** Some of what was written here isn't confirmed yet. */
  | { readonly state: 'saving' }
  /** The draft is frozen: the editor should be read-only. What is unsaved goes in when the draft is opened again. */
  | { readonly state: 'frozen'; readonly reason: string; readonly unsaved: boolean }
  /** The member may only read: the editor should be read-only. */
  | { readonly state: 'readOnly'; readonly reason: string; readonly unsaved: boolean }
  /** `connected: false`: it has stopped, and goes on when `connect()` is called. */
  | {
      readonly state: 'refused';
      readonly code: RefusalCode;
      readonly reason: string;
      readonly connected: boolean;
      readonly unsaved: boolean;
    }
  /** `destroy()` was called. */
  | { readonly state: 'closed'; readonly unsaved: boolean };

/** What the server's denied message says: a code and a reason for people. */
export interface Denial {
  readonly code: string;
  readonly reason: string;
}

/** Reads `CODE: reason`. A text without a code is a reason with the code `OTHER`. */
export function parseDenial(text: string): Denial {
  const match = /^([A-Z][A-Z_]*): ?(.*)$/s.exec(text);
  return match === null ? { code: 'OTHER', reason: text } : { code: match[1] ?? '', reason: match[2] ?? '' };
}

const refusalCodes: Readonly<Record<number, RefusalCode>> = {
  4400: 'MALFORMED',
  4401: 'UNAUTHENTICATED',
  4404: 'NOT_FOUND',
  4413: 'TOO_LARGE',
};

/** Closed with an access token that has ended: a new one may do. */
export const unauthenticatedCode = 4401;

/** What a close code means for a client that could connect again; null when it should. 4400 to 4499 are for good. */
export function refusalOfClose(code: number): RefusalCode | null {
  if (!(code >= 4400 && code < 4500)) return null;
  return refusalCodes[code] ?? 'OTHER';
}
