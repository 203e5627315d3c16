import { expect, it } from 'vitest';
import { RecentEntries } from '../../src/domain/draft/recent-entries.ts';
import { genesisHash } from '../../src/domain/draft/update-hash.ts';
import { chainUpdates, type LogEntry } from '../../src/domain/draft/update-log-store.ts';

const draftId = 'd'.repeat(24);
const start = { sequence: 0, hash: genesisHash };

function stretch(count: number, size = 1, id = draftId): LogEntry[] {
  const update = {
    update: new Uint8Array(size),
    memberId: 'a'.repeat(24),
    organisation: 'MSIT',
    clientIds: [1],
    at: new Date(0),
  };
  return chainUpdates(
    id,
    start,
    Array.from({ length: count }, () => update),
  );
}

it('gives what was stored, as often as it is asked for, until it is forgotten', () => {
  const recent = new RecentEntries(1_000_000);
  const entries = stretch(5);
  recent.add(entries.slice(0, 2));
  recent.add(entries.slice(2));
  expect(recent.after(draftId, { from: start, upTo: 3 })).toEqual(entries.slice(0, 3));
  expect(recent.after(draftId, { from: start, upTo: 3 })).toEqual(entries.slice(0, 3));
  recent.forget(draftId, 3);
  expect(recent.after(draftId, { from: start, upTo: 3 })).toEqual([]);
  expect(recent.after(draftId, { from: entries[2]!, upTo: 5 })).toEqual(entries.slice(3));
  expect(recent.after(draftId, { from: entries[4]!, upTo: 5 })).toEqual([]);
  recent.forget(draftId);
  expect(recent.after(draftId, { from: entries[2]!, upTo: 5 })).toEqual([]);
});

it('gives only what follows without a hole, also when another process wrote in between', () => {
  const recent = new RecentEntries(1_000_000);
  const entries = stretch(5);
  recent.add(entries.slice(1, 3));
  expect(recent.after(draftId, { from: start, upTo: 3 })).toEqual([]);
  expect(recent.after(draftId, { from: entries[0]!, upTo: 4 })).toEqual(entries.slice(1, 3));
  expect(recent.after(draftId, { from: { sequence: 1, hash: 'another' }, upTo: 3 })).toEqual([]);
  // The fourth came from elsewhere.
  recent.add(entries.slice(4));
  expect(recent.after(draftId, { from: entries[0]!, upTo: 3 })).toEqual([]);
  expect(recent.after(draftId, { from: entries[3]!, upTo: 5 })).toEqual(entries.slice(4));
});

it('forgets the draft that was quiet the longest when there is too much', () => {
  const recent = new RecentEntries(30_000);
  const other = 'e'.repeat(24);
  recent.add(stretch(1, 10_000));
  recent.add(stretch(1, 10_000, other));
  recent.add(stretch(1, 10_000, 'f'.repeat(24)));
  expect(recent.after(draftId, { from: start, upTo: 1 })).toEqual([]);
  expect(recent.after(other, { from: start, upTo: 1 })).toHaveLength(1);
});
