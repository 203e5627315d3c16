import fc from 'fast-check';
import * as encoding from 'lib0/encoding';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { ClockRanges } from '../../src/domain/draft/clock-ranges.ts';
import { decodeUpdate, MalformedUpdateError } from '../../src/collaboration/decoded-update.ts';
import { KnownContent, updateOf } from '../../src/collaboration/known-content.ts';
import { encodeUpdate } from '../../src/collaboration/update-writer.ts';
import { documentOf } from '../../src/domain/draft/update-document.ts';
import { contradictoryUpdates } from '../support/contradiction.ts';

const noneIsForeign = () => false;

/** Updates of one document, one for each change. */
function updatesOf(clientId: number, ...changes: ((doc: Y.Doc) => void)[]): Uint8Array[] {
  const doc = new Y.Doc();
  doc.clientID = clientId;
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => updates.push(update));
  for (const change of changes) change(doc);
  return updates;
}

const insert = (place: number, text: string) => (doc: Y.Doc) => doc.getText('text').insert(place, text);

interface Block {
  readonly client: number;
  readonly clock: number;
  readonly lengths: readonly number[];
}

/** An update of GC structs in blocks as given; a negative length is a skip. */
function updateOfBlocks(blocks: readonly Block[], deletions: readonly number[] = [0]): Uint8Array {
  const encoder = new Y.UpdateEncoderV1();
  const rest = encoder.restEncoder;
  encoding.writeVarUint(rest, blocks.length);
  for (const { client, clock, lengths } of blocks) {
    encoding.writeVarUint(rest, lengths.length);
    encoder.writeClient(client);
    encoding.writeVarUint(rest, clock);
    for (const length of lengths) {
      encoder.writeInfo(length < 0 ? 10 : 0);
      if (length < 0) encoding.writeVarUint(rest, -length);
      else encoder.writeLen(length);
    }
  }
  for (const value of deletions) encoding.writeVarUint(rest, value);
  return encoder.toUint8Array();
}

describe('decoding an update without applying it', () => {
  it('CO-9: tells its operations and deletions', () => {
    const [, update = new Uint8Array()] = updatesOf(3, insert(0, '가나다'), (doc) =>
      doc.transact(() => {
        doc.getText('text').insert(3, '라');
        doc.getText('text').delete(0, 2);
      }),
    );
    const { structs, deletions, canonical } = decodeUpdate(update);
    expect(structs.map(({ id, length }) => [id.client, id.clock, length])).toEqual([[3, 3, 1]]);
    expect(deletions).toEqual([{ client: 3, start: 0, end: 2 }]);
    expect(canonical).toBe(true);
  });

  it.each([
    ['nothing', Uint8Array.of()],
    ['bytes that follow', Uint8Array.of(0, 0, 0)],
    ['a delete set that ends early', Uint8Array.of(0, 1, 3)],
    ['a million operations in seven bytes', Uint8Array.of(1, 255, 255, 255, 127, 1, 0)],
    ['an operation of no length', updateOfBlocks([{ client: 1, clock: 0, lengths: [0] }])],
    ['a client id of 2^32', updateOfBlocks([{ client: 2 ** 32, clock: 0, lengths: [1] }])],
    ['a clock of 2^31', updateOfBlocks([{ client: 1, clock: 2 ** 31, lengths: [1] }])],
    ['a length that goes beyond', updateOfBlocks([{ client: 1, clock: 1, lengths: [2 ** 31] }])],
    ['a deletion of nothing', updateOfBlocks([], [1, 1, 1, 0, 0])],
    ['a deletion under a large client id', updateOfBlocks([], [1, 2 ** 32, 1, 0, 1])],
  ])('CO-9: refuses %s', (_name, update) => {
    expect(() => decodeUpdate(update)).toThrow(MalformedUpdateError);
  });

  it('CO-9: refuses every part of an update, and never throws anything else at garbage', () => {
    const doc = new Y.Doc();
    doc.getText('text').insert(0, '공공부문');
    doc.getText('text').delete(1, 1);
    doc.getMap('meta').set('a', { b: [1, null, 'x'] });
    const whole = Y.encodeStateAsUpdate(doc);
    for (let length = 0; length < whole.length; length += 1)
      expect(() => decodeUpdate(whole.slice(0, length)), `${length} bytes`).toThrow(MalformedUpdateError);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (garbage) => {
        try {
          decodeUpdate(garbage);
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedUpdateError);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('updates that are made to take long', () => {
  // Each of these took minutes; how long they take now is the time limit of a test.
  const count = 200_000;

  it('CO-9: deletions come in the order of clocks, however many there are', () => {
    const descending = Array.from({ length: count }, (_, index) => [2 * (count - index), 1]).flat();
    const update = updateOfBlocks(
      [{ client: 1, clock: 0, lengths: [3 * count] }],
      [1, 1, count, ...descending],
    );
    const decoded = decodeUpdate(update);
    expect(decoded.canonical).toBe(false);
    expect(decoded.deletions[0]).toEqual({ client: 1, start: 2, end: 3 });
    const known = new KnownContent();
    const content = known.difference(decoded, noneIsForeign);
    known.add(content);
    expect(known.deletions().get(1)).toHaveLength(count);
    expect(decodeUpdate(updateOf(content, update)).canonical).toBe(true);
    // Between all of those that are there.
    const between = Array.from({ length: count }, (_, index) => [2 * index + 1, 1]).flat();
    known.add(known.difference(decodeUpdate(updateOfBlocks([], [1, 1, count, ...between])), noneIsForeign));
    expect(known.deletions().get(1)).toEqual([{ start: 1, end: 2 * count + 1 }]);
  });

  it('CO-11: each client may build on the next', () => {
    const clients = 20_000;
    const encoder = new Y.UpdateEncoderV1();
    encoding.writeVarUint(encoder.restEncoder, clients);
    for (let client = clients; client > 0; client -= 1) {
      for (const value of [1, client, 0]) encoding.writeVarUint(encoder.restEncoder, value);
      encoder.writeInfo(client === 1 ? 4 : 0x84);
      if (client === 1) {
        encoder.writeParentInfo(true);
        encoder.writeString('text');
      } else encoder.writeLeftID(Y.createID(client - 1, 0));
      encoder.writeString('x');
    }
    encoding.writeVarUint(encoder.restEncoder, 0);
    const content = new KnownContent().difference(decodeUpdate(encoder.toUint8Array()), noneIsForeign);
    expect(content.missing).toEqual([]);
    expect(content.structs.map(({ struct }) => struct.id.client)).toEqual(
      Array.from({ length: clients }, (_, index) => index + 1),
    );
  });
});

describe('sets of clocks', () => {
  it('are what a set of numbers would be', () => {
    const range = fc.tuple(fc.nat(30), fc.nat(8)).map(([start, length]) => ({ start, end: start + length }));
    fc.assert(
      fc.property(fc.array(range, { maxLength: 12 }), range, (added, asked) => {
        const [ranges, atOnce] = [new ClockRanges(), new ClockRanges()];
        const numbers = new Set<number>();
        const list = ({ start, end }: { start: number; end: number }) =>
          Array.from({ length: end - start }, (_, index) => start + index);
        for (const one of added) {
          ranges.add(one);
          for (const clock of list(one)) numbers.add(clock);
        }
        // So many that they are added in one go.
        atOnce.addMany(added.slice(0, 3));
        atOnce.addMany([...added, ...added, ...added, ...added]);
        expect(atOnce.ranges).toEqual(ranges.ranges);
        expect(ranges.ranges.flatMap(list)).toEqual([...numbers].sort((left, right) => left - right));
        for (const [index, { start }] of ranges.ranges.entries())
          expect(start).toBeGreaterThan(ranges.ranges[index - 1]?.end ?? -1);
        expect(ranges.missing(asked).flatMap(list)).toEqual(list(asked).filter((one) => !numbers.has(one)));
      }),
    );
  });
});

describe('what an update adds', () => {
  it('CO-10: nothing when it is known; its own bytes when all of it is new', () => {
    const [first = new Uint8Array()] = updatesOf(1, insert(0, 'abc'));
    const known = new KnownContent();
    const fresh = known.difference(decodeUpdate(first), noneIsForeign);
    expect(updateOf(fresh, first)).toBe(first);
    known.add(fresh);
    const again = known.difference(decodeUpdate(first), noneIsForeign);
    expect(again).toMatchObject({ structs: [], deletions: [], missing: [], leftOut: [] });
  });

  it('CO-10: the rest of an operation of which the beginning is known', () => {
    const changes = [insert(0, 'abc'), insert(3, 'def')];
    const [first = new Uint8Array(), second = new Uint8Array()] = updatesOf(1, ...changes);
    const doc = documentOf([first, second]);
    const known = new KnownContent();
    known.addUpdate(decodeUpdate(first));
    const all = Y.encodeStateAsUpdate(doc);
    const content = known.difference(decodeUpdate(all), noneIsForeign);
    expect(content.structs.map(({ offset }) => offset)).toEqual([3]);
    expect(
      documentOf([first, updateOf(content, all)])
        .getText('text')
        .toJSON(),
    ).toBe('abcdef');
  });

  it('CO-11: names what it builds on and does not know', () => {
    const [, second = new Uint8Array()] = updatesOf(1, insert(0, 'abc'), insert(3, 'd'));
    const known = new KnownContent();
    const content = known.difference(decodeUpdate(second), noneIsForeign);
    expect(content).toMatchObject({ structs: [], missing: [{ client: 1, clock: 2 }] });
    const [, deletion = new Uint8Array()] = updatesOf(1, insert(0, 'abc'), (doc) =>
      doc.getText('text').delete(0, 2),
    );
    expect(known.difference(decodeUpdate(deletion), noneIsForeign)).toMatchObject({
      deletions: [],
      missing: [{ client: 1, clock: 1 }],
    });
  });

  it('CO-12: leaves out what is under the client ids of others, and what builds on that', () => {
    const doc = new Y.Doc();
    doc.clientID = 2;
    doc.getMap('meta').set('own', 1);
    Y.applyUpdate(doc, updatesOf(1, insert(0, 'abc'))[0] ?? new Uint8Array());
    doc.getText('text').insert(3, '!');
    const update = Y.encodeStateAsUpdate(doc);
    const content = new KnownContent().difference(decodeUpdate(update), (client) => client === 1);
    expect(content.leftOut).toEqual([1]);
    expect(content.structs.map(({ struct }) => struct.id)).toEqual([Y.createID(2, 0)]);
    expect(content.missing).toEqual([{ client: 1, clock: 2 }]);
  });

  it.each([
    [
      'two blocks of one client',
      [
        { client: 1, clock: 0, lengths: [2] },
        { client: 1, clock: 2, lengths: [3] },
      ],
    ],
    [
      'lower client ids first',
      [
        { client: 1, clock: 0, lengths: [2] },
        { client: 3, clock: 0, lengths: [1] },
        { client: 2, clock: 0, lengths: [4] },
      ],
    ],
    ['a skip at the beginning', [{ client: 4, clock: 0, lengths: [-2, 3] }]],
    ['a skip at the end', [{ client: 4, clock: 0, lengths: [3, -2] }]],
  ] as const)('CO-11: no hole comes of %s, of which Yjs would lose operations', (_name, blocks) => {
    const update = updateOfBlocks(blocks);
    const decoded = decodeUpdate(update);
    expect(decoded.canonical).toBe(false);
    const known = new KnownContent();
    const base = updateOfBlocks([{ client: 4, clock: 0, lengths: [2] }]);
    known.addUpdate(decodeUpdate(base));
    const content = known.difference(decoded, noneIsForeign);
    known.add(content);
    const stored = updateOf(content, update);
    for (const doc of [documentOf([base, stored]), documentOf([Y.mergeUpdates([base, stored])])]) {
      expect(doc.store.pendingStructs).toBeNull();
      expect(Y.decodeStateVector(Y.encodeStateVector(doc))).toEqual(
        Y.decodeStateVector(known.encodeStateVector()),
      );
    }
  });

  it('CO-11: the update that is written is complete, whatever comes in whatever order', () => {
    const act = fc.record({
      kind: fc.constantFrom('insert', 'delete', 'format', 'field', 'sync'),
      client: fc.nat(2),
      other: fc.nat(2),
      place: fc.nat(50),
      length: fc.integer({ min: 1, max: 6 }),
    });
    const delivery = fc.record({ pick: fc.nat(1000), join: fc.nat(3), drop: fc.boolean() });
    fc.assert(
      fc.property(
        fc.array(act, { minLength: 5, maxLength: 40 }),
        fc.array(delivery, { minLength: 5, maxLength: 60 }),
        (acts, deliveries) => {
          const updates: Uint8Array[] = [];
          const docs = [1, 2, 3].map((clientId) => {
            const doc = new Y.Doc();
            doc.clientID = clientId;
            doc.on('update', (update: Uint8Array, origin: unknown) => {
              if (origin !== 'sync') updates.push(update);
            });
            return doc;
          });
          for (const { kind, client, other, place, length } of acts) {
            const doc = docs[client];
            const source = docs[other];
            if (doc === undefined || source === undefined) continue;
            const text = doc.getText('text');
            const at = Math.min(place, text.length);
            const count = Math.min(length, text.length - at);
            if (kind === 'insert') text.insert(at, 'abcdef'.slice(0, length));
            else if (kind === 'delete') text.delete(at, count);
            else if (kind === 'format') text.format(at, count, { bold: place % 2 === 0 ? true : null });
            else if (kind === 'field') doc.getMap('meta').set(`k${place % 3}`, { length });
            else Y.applyUpdate(doc, Y.encodeStateAsUpdate(source), 'sync');
          }

          const known = new KnownContent();
          const stored = new Y.Doc();
          const log: Uint8Array[] = [];
          const take = (update: Uint8Array) => {
            const content = known.difference(decodeUpdate(update), noneIsForeign);
            if (content.structs.length === 0 && content.deletions.length === 0) return;
            const written = updateOf(content, update);
            // Deletions that say nothing new aren't written again.
            expect(known.difference(decodeUpdate(written), noneIsForeign).missing).toEqual([]);
            known.add(content);
            log.push(written);
            Y.applyUpdate(stored, written);
            expect(stored.store.pendingStructs).toBeNull();
            expect(stored.store.pendingDs).toBeNull();
            expect(Y.decodeStateVector(Y.encodeStateVector(stored))).toEqual(
              Y.decodeStateVector(known.encodeStateVector()),
            );
          };
          for (const { pick, join, drop } of deliveries) {
            const chosen = Array.from(
              { length: join + 1 },
              (_, index) => updates[(pick + index * 7) % Math.max(updates.length, 1)],
            ).filter((update) => update !== undefined);
            if (chosen.length === 0 || drop) continue;
            take(chosen.length === 1 && chosen[0] !== undefined ? chosen[0] : Y.mergeUpdates(chosen));
          }
          // In the end everybody is asked for everything, by step 1.
          for (const doc of docs) take(Y.encodeStateAsUpdate(doc, known.encodeStateVector()));
          for (const doc of docs) take(Y.encodeStateAsUpdate(doc, known.encodeStateVector()));

          const all = documentOf(docs.map((doc) => Y.encodeStateAsUpdate(doc)));
          for (const one of [stored, documentOf(log)]) {
            expect(one.getText('text').toDelta()).toEqual(all.getText('text').toDelta());
            expect(one.getMap('meta').toJSON()).toEqual(all.getMap('meta').toJSON());
            expect(Y.encodeStateVector(one)).toEqual(Y.encodeStateVector(all));
          }
        },
      ),
      { numRuns: 150 },
    );
  }, 30_000);
});

describe('writing an update', () => {
  it('writes what Yjs writes', () => {
    const doc = new Y.Doc();
    doc.clientID = 9;
    doc.getText('text').insert(0, '클라우드');
    Y.applyUpdate(doc, updatesOf(12, insert(0, 'cloud'))[0] ?? new Uint8Array());
    doc.getText('text').delete(1, 3);
    const update = Y.encodeStateAsUpdate(doc);
    const { structs, deletions } = decodeUpdate(update);
    const parts = structs.map((struct) => ({ struct, offset: 0 }));
    expect(encodeUpdate(parts, deletions)).toEqual(update);
    expect(encodeUpdate([], [])).toEqual(Uint8Array.of(0, 0));
  });
});

describe('operations that contradict each other', () => {
  it('CO-18: do not make a draft unreadable', () => {
    expect(() => {
      const doc = new Y.Doc();
      doc.transact(() => {
        for (const update of contradictoryUpdates) Y.applyUpdate(doc, update);
      });
    }).toThrow();
    const known = new KnownContent();
    for (const update of contradictoryUpdates) {
      const content = known.difference(decodeUpdate(update), noneIsForeign);
      expect(content.missing).toEqual([]);
      known.add(content);
    }
    const doc = documentOf(contradictoryUpdates);
    expect(doc.store.pendingStructs).toBeNull();
    expect(Y.decodeStateVector(Y.encodeStateVector(doc))).toEqual(
      Y.decodeStateVector(known.encodeStateVector()),
    );
    expect(doc.getMap('meta').get('m')).toBeDefined();
  });
});
