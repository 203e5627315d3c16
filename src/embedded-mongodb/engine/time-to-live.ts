import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Document } from 'bson';
import { decode } from '../query/codec.ts';
import { compileFilter } from '../query/filter.ts';
import { numberOf } from '../query/types.ts';
import type { Catalog, Collection, Index } from './catalog.ts';
import { recordKey } from './layout.ts';
import { LockedError } from './locks.ts';
import { removeRecord } from './records.ts';
import { query } from './scan.ts';
import { PAUSE } from '../query/pause.ts';
import type { Store } from './store.ts';

/** MongoDB looks for expired documents once a minute (ttlMonitorSleepSecs). */
export const EXPIRY_INTERVAL_MS = 60_000;
/** Documents that one commit removes. */
const STEP = 100;

/** What a pass works on; it ends early when `closing` says so. */
export interface Expiring {
  store: Store;
  catalog: Catalog;
  closing(): boolean;
}

/**
 * Removes what the TTL indexes say is over at `now` (milliseconds): documents whose indexed date, or one of several, is
 * more than `expireAfterSeconds` ago. A document that an open transaction has written is left for the next pass.
 */
export async function removeExpired(engine: Expiring, now: number): Promise<void> {
  for (const collection of engine.catalog.all()) {
    for (const index of collection.indexes) {
      const seconds = numberOf(index.specification['expireAfterSeconds']);
      if (seconds === undefined || index.fields.length !== 1) continue;
      await removeFrom(engine, collection, { index, before: new Date(now - seconds * 1000) });
    }
  }
}

async function removeFrom(
  engine: Expiring,
  collection: Collection,
  over: { index: Index; before: Date },
): Promise<void> {
  const { index, before } = over;
  const isOver: Document = { [index.fields[0]!.path]: { $lt: before } };
  const filter = index.partialFilter === undefined ? isOver : { $and: [isOver, index.partialFilter] };
  const matches = compileFilter(filter);
  const found: number[] = [];
  for (const item of query(engine.store.latest, collection, { filter, matches, hint: index.name })) {
    if (engine.closing() || collection.dropped) return;
    if (item === PAUSE) await nextTurn();
    else found.push(item.recordId);
  }
  for (let at = 0; at < found.length && !engine.closing(); at += STEP) {
    await engine.store.write((writer) => {
      const target = {
        writer,
        saveCollection: (changed: Collection): void => engine.catalog.save(writer, changed),
      };
      for (const recordId of found.slice(at, at + STEP)) {
        const stored = collection.dropped ? undefined : writer.get(recordKey(collection.ident, recordId));
        const document = stored === undefined ? undefined : decode(stored);
        if (document === undefined || !matches(document)) continue;
        try {
          removeRecord(target, collection, { recordId, document });
        } catch (error) {
          if (!(error instanceof LockedError)) throw error;
        }
      }
    });
  }
}
