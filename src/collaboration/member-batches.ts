import type { LogEntry } from '../domain/draft/update-log-store.ts';
import { decodeUpdate, type DecodedUpdate } from './decoded-update.ts';
import type { KnownContent } from './known-content.ts';

/** What of an entry is needed to apply it and to tell whose it is. */
export type MemberEntry = Pick<LogEntry, 'sequence' | 'update' | 'memberId'>;

/** Entries of one member that can be applied one behind the other. */
export interface MemberBatch {
  readonly memberId: string;
  readonly entries: readonly MemberEntry[];
}

interface Rest {
  readonly entry: MemberEntry;
  readonly decoded: DecodedUpdate;
}

/**
 * Sorts entries of a log, in which several members may have typed at the same time, into as few batches of one member
 * each as possible. Updates commute, so an entry may be applied before earlier ones of others as long as it doesn't
 * build on them; each batch builds only on what is `known` and on the batches before it. Adds all to `known`.
 */
export function toMemberBatches(entries: readonly MemberEntry[], known: KnownContent): MemberBatch[] {
  const batches: MemberBatch[] = [];
  let rest: Rest[] = entries.map((entry) => ({ entry, decoded: decodeUpdate(entry.update) }));
  while (rest.length > 0) {
    const memberId = rest[0]?.entry.memberId ?? '';
    const taken: MemberEntry[] = [];
    const left: Rest[] = [];
    let blocked = false;
    for (const item of rest) {
      if (item.entry.memberId !== memberId || blocked) {
        left.push(item);
        continue;
      }
      const content = known.difference(item.decoded, () => false);
      // The first of all that are left builds on nothing but what was taken before: the log has no holes.
      if (content.missing.length > 0 && item !== rest[0]) {
        blocked = true;
        left.push(item);
        continue;
      }
      known.add(content);
      taken.push(item.entry);
    }
    batches.push({ memberId, entries: taken });
    rest = left;
  }
  return batches;
}
