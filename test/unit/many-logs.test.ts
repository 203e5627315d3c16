import mongoose from 'mongoose';
import { expect, it } from 'vitest';
import type { SnapshotManifest } from '../../src/domain/draft/fold-store.ts';
import {
  createManyLogs,
  type LogPlace,
  type ManyLogsDependencies,
} from '../../src/domain/draft/many-logs.ts';

/** Drafts that don't exist, with snapshots of so many chunks; and which of them are read together, or alone. */
function reading(chunks: Readonly<Record<string, number>>, failing = false) {
  const together: (readonly string[])[] = [];
  const alone: string[] = [];
  const manifests = new Map(
    Object.entries(chunks).map(([draftId, count]): [string, SnapshotManifest] => [
      draftId,
      {
        snapshotId: new mongoose.Types.ObjectId(),
        sequence: 1,
        hash: 'a'.repeat(64),
        chunks: count,
        sha256: 'b'.repeat(64),
      },
    ]),
  );
  const dependencies: ManyLogsDependencies = {
    drafts: {
      findMany: (ids) => {
        together.push(ids);
        return failing ? Promise.reject(new TypeError('A row makes no sense.')) : Promise.resolve([]);
      },
    },
    folds: {
      manifestsUpTo: (places) =>
        Promise.resolve(
          new Map(
            places.flatMap((place) => {
              const manifest = manifests.get(place.draftId);
              return manifest === undefined ? [] : [[place, manifest]];
            }),
          ),
        ),
      readSnapshots: () => Promise.resolve(new Map()),
    },
    log: { readMany: () => Promise.resolve(new Map()) },
    load: (draftId) => {
      alone.push(draftId);
      return draftId === 'damaged' ? Promise.reject(new Error('It is damaged.')) : Promise.resolve(null);
    },
    readTail: () => Promise.reject(new Error('No tail is read by itself.')),
  };
  return { logs: createManyLogs(dependencies), together, alone };
}

const named = (count: number) => Array.from({ length: count }, (_, index) => `draft ${index}`);
const placesOf = (draftIds: readonly string[]) => draftIds.map((draftId) => ({ draftId }));
const draftsIn = (part: ReadonlyMap<LogPlace, unknown>) => [...part.keys()].map(({ draftId }) => draftId);

it('reads fifty drafts together, or as many as have fifty chunks of snapshots, and one that has more by itself', async () => {
  const chunks = { 'draft 0': 20, 'draft 1': 30, 'draft 2': 51, 'draft 3': 49 };
  const { logs, together, alone } = reading(chunks);
  const parts: (readonly string[])[] = [];
  for await (const part of logs.loadMany(placesOf(named(100)))) parts.push(draftsIn(part));
  const all = named(100);
  expect(parts).toEqual([
    all.slice(0, 2),
    all.slice(2, 3),
    all.slice(3, 5),
    all.slice(5, 55),
    all.slice(55, 100),
  ]);
  expect(together).toEqual(parts.filter((part) => part.length > 1));
  expect(alone).toEqual(['draft 2']);
});

it('reads a part only when the one before it is done with', async () => {
  const { logs, together } = reading({});
  const parts = logs.loadMany(placesOf(named(100)));
  await parts.next();
  expect(together).toHaveLength(1);
  await parts.next();
  expect(together).toHaveLength(2);
  expect((await parts.next()).done).toBe(true);
});

it('reads each by itself when they cannot be read together at all, so that each has its own error', async () => {
  const { logs, alone } = reading({}, true);
  const ids = ['first', 'damaged', 'last'];
  for await (const part of logs.loadMany(placesOf(ids))) {
    expect([...part].map(([{ draftId }, outcome]) => [draftId, outcome])).toEqual([
      ['first', null],
      ['damaged', expect.objectContaining({ message: 'It is damaged.' })],
      ['last', null],
    ]);
  }
  expect(alone).toEqual(ids);
});

it('counts what is far behind a snapshot for more, so that positions of long logs are read a few at a time', async () => {
  const { logs } = reading({ old: 3 });
  const partsOf = async (sequences: readonly number[]) => {
    const parts: (number | undefined)[][] = [];
    const places = sequences.map((sequence) => ({ draftId: 'old', sequence }));
    for await (const part of logs.loadMany(places))
      parts.push([...part.keys()].map(({ sequence }) => sequence));
    return parts;
  };
  // The snapshot is at 1: it counts 3 times, and the thousands of entries behind it once each.
  expect(await partsOf([20_500, 25_000, 1000])).toEqual([[20_500, 25_000], [1000]]);
  expect(await partsOf([20_500, 25_001, 1000])).toEqual([[20_500], [25_001, 1000]]);
});
