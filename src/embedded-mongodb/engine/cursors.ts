import { randomBytes } from 'node:crypto';
import { Long } from 'bson';
import { commandError } from '../errors.ts';
import type { PAUSE } from '../query/pause.ts';

/** MongoDB's default cursorTimeoutMillis. */
const IDLE_LIMIT_MS = 10 * 60_000;

/** Documents that a client fetches batch by batch. */
export interface Cursor {
  /** 0 until the cursor is registered. */
  id: Long;
  readonly namespace: string;
  readonly sessionId: string | undefined;
  /** The transaction that it was opened in; it can be read only there. */
  readonly txnNumber: number | undefined;
  readonly keepAlive: boolean;
  /** The encoded documents that are still to come. */
  readonly source: Iterator<Uint8Array | typeof PAUSE>;
  /** How many documents the query's limit leaves. */
  left: number;
  /** A document that didn't fit into the last batch. */
  pending: Uint8Array | undefined;
  usedAt: number;
  busy: boolean;
}

export type CursorParts = Pick<
  Cursor,
  'namespace' | 'sessionId' | 'txnNumber' | 'keepAlive' | 'left' | 'source'
>;

/** The open cursors by id. */
export class Cursors {
  private readonly cursors = new Map<string, Cursor>();

  /** A cursor that isn't registered yet: many queries end with their first batch. */
  create(parts: CursorParts): Cursor {
    return { ...parts, id: Long.ZERO, pending: undefined, usedAt: Date.now(), busy: false };
  }

  /** Gives the cursor an id by which clients find it again. */
  register(cursor: Cursor): void {
    // Positive, and never 0, which says "no cursor".
    cursor.id = Long.fromBytes([...randomBytes(8)])
      .and(Long.MAX_VALUE)
      .or(Long.ONE);
    this.cursors.set(cursor.id.toString(), cursor);
  }

  /** Throws CursorNotFound, or CursorInUse. */
  find(id: Long): Cursor {
    const cursor = this.cursors.get(id.toString());
    if (cursor === undefined) throw commandError('CursorNotFound', `cursor id ${id.toString()} not found`);
    if (cursor.busy) throw commandError('CursorInUse', `cursor id ${id.toString()} is already in use`);
    cursor.usedAt = Date.now();
    return cursor;
  }

  /** False when there is no such cursor. */
  remove(id: Long): boolean {
    const cursor = this.cursors.get(id.toString());
    if (cursor === undefined) return false;
    this.cursors.delete(id.toString());
    cursor.source.return?.();
    return true;
  }

  /** Closes the cursors of a session. */
  removeOf(sessionId: string): void {
    for (const cursor of this.cursors.values()) if (cursor.sessionId === sessionId) this.remove(cursor.id);
  }

  expire(now: number): void {
    for (const cursor of this.cursors.values()) {
      if (!cursor.busy && !cursor.keepAlive && now - cursor.usedAt > IDLE_LIMIT_MS) this.remove(cursor.id);
    }
  }
}
