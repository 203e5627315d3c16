import { Long } from 'bson';
import type { Cursor } from '../engine/cursors.ts';
import { PAUSE } from '../query/pause.ts';
import { MAX_DOCUMENT_BYTES } from '../wire/message.ts';
import { CursorReply, type CommandContext } from './command.ts';
import { Turns } from './execution.ts';

export interface FirstBatch {
  namespace: string;
  /** The encoded documents of the result. */
  source: Iterator<Uint8Array | typeof PAUSE>;
  batchSize: number;
  /** Close the cursor whatever is left. */
  single?: boolean;
  /** With this many documents the result is known to be complete; 0 for no limit. */
  limit?: number;
  keepAlive?: boolean;
}

/** Reads the first batch of a result and opens a cursor for the rest, if there may be one. */
export async function firstBatch(context: CommandContext, first: FirstBatch): Promise<CursorReply> {
  const { engine, session, transaction, txnNumber } = context;
  const { namespace, source, limit } = first;
  const cursor = engine.cursors.create({
    namespace,
    sessionId: session?.id,
    txnNumber: transaction === undefined ? undefined : txnNumber,
    keepAlive: first.keepAlive ?? false,
    left: limit === undefined || limit === 0 ? Infinity : limit,
    source,
  });
  const { batch, ended } = await fill(context, cursor, first.batchSize);
  if (ended || first.single === true) {
    source.return?.();
    return new CursorReply({ batch, field: 'firstBatch', id: Long.ZERO, namespace });
  }
  engine.cursors.register(cursor);
  return new CursorReply({ batch, field: 'firstBatch', id: cursor.id, namespace });
}

/** Reads the next batch of a cursor and closes it at its end. A cursor that fails is closed too. */
export async function nextBatch(
  context: CommandContext,
  cursor: Cursor,
  batchSize: number,
): Promise<CursorReply> {
  const { namespace } = cursor;
  cursor.busy = true;
  let ended = true;
  try {
    const filled = await fill(context, cursor, batchSize);
    ended = filled.ended;
    const id = ended ? Long.ZERO : cursor.id;
    return new CursorReply({ batch: filled.batch, field: 'nextBatch', id, namespace });
  } finally {
    cursor.busy = false;
    cursor.usedAt = Date.now();
    if (ended) context.engine.cursors.remove(cursor.id);
  }
}

async function fill(
  context: CommandContext,
  cursor: Cursor,
  batchSize: number,
): Promise<{ batch: Uint8Array[]; ended: boolean }> {
  const turns = new Turns(context);
  const batch: Uint8Array[] = [];
  let bytes = 0;
  while (batch.length < batchSize) {
    let item: Uint8Array | typeof PAUSE;
    if (cursor.pending !== undefined) {
      item = cursor.pending;
      cursor.pending = undefined;
    } else {
      const next = cursor.source.next();
      if (next.done === true) return { batch, ended: true };
      item = next.value;
    }
    if (item === PAUSE) {
      await turns.pause();
      continue;
    }
    if (batch.length > 0 && bytes + item.length > MAX_DOCUMENT_BYTES) {
      cursor.pending = item;
      return { batch, ended: false };
    }
    batch.push(item);
    bytes += item.length;
    cursor.left--;
    if (cursor.left <= 0) return { batch, ended: true };
    if (batch.length % 64 === 0) await turns.pause();
  }
  return { batch, ended: false };
}
