import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { blocksOf, readContent } from '../../src/content/index.ts';
import { AttributionRecorder, minuteLength } from '../../src/domain/draft/attribution.ts';
import { decodeAttribution, encodeAttribution } from '../../src/domain/draft/attribution-codec.ts';
import { Attribution } from '../../src/domain/draft/attribution-lookup.ts';
import { blameOf, mostRuns, type Blame } from '../../src/domain/draft/blame.ts';
import type { LogEntry } from '../../src/domain/draft/update-log-store.ts';
import { docOf, randomHistory } from '../support/random-history.ts';
import { seededRandom } from '../support/typist.ts';

function recordsOf(entries: readonly LogEntry[]) {
  const recorder = new AttributionRecorder();
  for (const entry of entries) recorder.add(entry);
  return decodeAttribution(encodeAttribution(recorder.records));
}

/** What segments that end at `cuts` tell of position `upTo`; the last of them may reach further. */
function attributionOf(entries: readonly LogEntry[], cuts: readonly number[], upTo: number): Attribution {
  const ends = [...new Set([...cuts, entries.length])].sort((left, right) => left - right);
  const starts = [0, ...ends];
  const segments = ends.map((end, index) => recordsOf(entries.slice(starts[index], end)));
  return new Attribution(segments.slice(0, ends.findIndex((end) => end >= upTo) + 1), upTo);
}

const keyOf = (client: number, clock: number) => `${client} ${clock}`;

/** Which entry brought each operation, and which deleted it first: found by replaying the log entry by entry. */
function replay(entries: readonly LogEntry[]) {
  const doc = new Y.Doc();
  const writers = new Map<string, LogEntry>();
  const deleters = new Map<string, LogEntry>();
  for (const entry of entries) {
    const before = Y.decodeStateVector(Y.encodeStateVector(doc));
    Y.applyUpdate(doc, entry.update);
    for (const [client, end] of Y.decodeStateVector(Y.encodeStateVector(doc)))
      for (let clock = before.get(client) ?? 0; clock < end; clock += 1)
        writers.set(keyOf(client, clock), entry);
    for (const [client, ranges] of Y.decodeUpdate(entry.update).ds.clients)
      for (const { clock, len } of ranges)
        for (let at = clock; at < clock + len; at += 1)
          if (!deleters.has(keyOf(client, at))) deleters.set(keyOf(client, at), entry);
  }
  return { doc, writers, deleters };
}

interface Character {
  readonly text: string;
  readonly entry: LogEntry | undefined;
}

/** The text's UTF-16 units in their order, each with the entry that brought it. */
function charactersOf(doc: Y.Doc, writers: ReadonlyMap<string, LogEntry>): Character[] {
  const characters: Character[] = [];
  const visit = (parent: Y.XmlFragment) => {
    for (const child of parent.toArray() as unknown[]) {
      if (child instanceof Y.XmlText) {
        for (let item = child._start; item !== null; item = item.right) {
          if (item.deleted || !(item.content instanceof Y.ContentString)) continue;
          for (const [offset, text] of item.content.str.split('').entries())
            characters.push({ text, entry: writers.get(keyOf(item.id.client, item.id.clock + offset)) });
        }
      } else if (child instanceof Y.XmlElement && child._item !== null) {
        const { client, clock } = child._item.id;
        if (child.nodeName === 'hardBreak')
          characters.push({ text: '\n', entry: writers.get(keyOf(client, clock)) });
        else visit(child);
      }
    }
  };
  visit(doc.getXmlFragment('content'));
  return characters;
}

function expectBlame(blame: Blame, entries: readonly LogEntry[]): void {
  const { doc, writers, deleters } = replay(entries);
  const expected = charactersOf(doc, writers);
  const runs = blame.blocks.flatMap((block) => block.runs);
  const told = runs.flatMap((run) => run.text.split('').map((text) => ({ text, run })));
  expect(told.map(({ text }) => text).join('')).toBe(expected.map(({ text }) => text).join(''));
  for (const [index, { entry }] of expected.entries()) {
    const run = told[index]?.run;
    expect([run?.memberId, run?.organisation]).toEqual([entry?.memberId, entry?.organisation]);
    const minute = Math.floor((entry?.at.getTime() ?? NaN) / minuteLength);
    expect(run?.at).toEqual(new Date(minute * minuteLength));
  }
  const texts = blocksOf(readContent(doc)).map(({ text }) => text);
  expect(blame.blocks.map((block) => block.runs.map(({ text }) => text).join(''))).toEqual(
    texts.filter((text) => text !== ''),
  );

  const deletions = new Map<string, number>();
  for (const { memberId, organisation } of deleters.values()) {
    const author = `${memberId} ${organisation}`;
    deletions.set(author, (deletions.get(author) ?? 0) + 1);
  }
  const toldDeletions = blame.shares
    .filter((share) => share.deletions > 0)
    .map((share): [string, number] => [`${share.memberId} ${share.organisation}`, share.deletions]);
  expect(new Map(toldDeletions)).toEqual(deletions);
  const total = blame.shares.reduce((sum, { characters }) => sum + characters, 0);
  expect(total).toBe([...expected.map(({ text }) => text).join('')].length);
}

describe('attribution', () => {
  it('CO-40, CO-41: blame equals a replay of the log, at every position and wherever segments end', () => {
    const input = fc.record({
      seed: fc.nat(2 ** 31 - 1),
      steps: fc.integer({ min: 1, max: 150 }),
      cuts: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 5 }),
      positions: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 3 }),
    });
    fc.assert(
      fc.property(input, ({ seed, steps, cuts, positions }) => {
        const entries = randomHistory(seededRandom(seed), steps);
        const at = (share: number) => Math.round(share * entries.length);
        for (const upTo of [entries.length, ...positions.map(at)]) {
          const attribution = attributionOf(entries, cuts.map(at), upTo);
          expectBlame(blameOf(docOf(entries.slice(0, upTo)), attribution), entries.slice(0, upTo));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('CO-41: tells who last set a field, or something in it', () => {
    const doc = new Y.Doc();
    const entries: LogEntry[] = [];
    const write = (memberId: string, change: () => void) => {
      doc.once('update', (update: Uint8Array) => {
        const at = new Date(entries.length * minuteLength);
        const sequence = entries.length + 1;
        const chain = { previousHash: '', hash: '', draftId: '', clientIds: [] };
        entries.push({ ...chain, sequence, update, memberId, organisation: 'O', at });
      });
      doc.transact(change);
    };
    const fields = doc.getMap<unknown>('meta');
    const list = new Y.Array<string>();
    write('kim', () => fields.set('goal', 'a'));
    write('kim', () => fields.set('indicators', list));
    write('lee', () => list.push(['x']));
    write('lee', () => fields.set('goal', 'b'));
    write('han', () => fields.set('gone', 1));
    write('han', () => fields.delete('gone'));
    const blame = blameOf(doc, attributionOf(entries, [], entries.length));
    expect(blame.fields).toEqual([
      { key: 'goal', memberId: 'lee', organisation: 'O', at: new Date(3 * minuteLength) },
      { key: 'indicators', memberId: 'lee', organisation: 'O', at: new Date(2 * minuteLength) },
    ]);
  });

  it('CO-41: a block with many runs takes several entries', () => {
    const doc = new Y.Doc();
    const entries: LogEntry[] = [];
    const text = new Y.XmlText();
    doc.on('update', (update: Uint8Array) => {
      const sequence = entries.length + 1;
      const chain = { previousHash: '', hash: '', draftId: '', clientIds: [] };
      const at = new Date(sequence * minuteLength);
      entries.push({ ...chain, sequence, update, memberId: 'kim', organisation: 'O', at });
    });
    const paragraph = new Y.XmlElement('paragraph');
    paragraph.insert(0, [text]);
    doc.getXmlFragment('content').insert(0, [paragraph]);
    for (let count = 0; count < mostRuns + 1; count += 1) text.insert(text.length, 'x');
    const { blocks } = blameOf(doc, attributionOf(entries, [], entries.length));
    expect(blocks.map(({ continued, runs }) => [continued, runs.length])).toEqual([
      [false, mostRuns],
      [true, 1],
    ]);
  });

  it('CO-40: records are small: those who type on are one range, whoever types at the same time', () => {
    const docs = ['kim', 'lee'].map((memberId) => ({ memberId, doc: new Y.Doc() }));
    const entries: LogEntry[] = [];
    for (let count = 0; count < 500; count += 1) {
      for (const { memberId, doc } of docs) {
        doc.once('update', (update: Uint8Array) => {
          const chain = { previousHash: '', hash: '', draftId: '', clientIds: [] };
          const [sequence, at] = [entries.length + 1, new Date(count * 100)];
          entries.push({ ...chain, sequence, update, memberId, organisation: 'O', at });
        });
        const text = doc.getText('text');
        text.insert(text.length, 'x');
      }
    }
    const recorder = new AttributionRecorder();
    for (const entry of entries) recorder.add(entry);
    expect(recorder.records.written).toHaveLength(2);
    expect(encodeAttribution(recorder.records).length).toBeLessThan(100);
  });

  it('CO-42: bytes that are no records are an error', () => {
    const bytes = encodeAttribution(recordsOf(randomHistory(seededRandom(1), 60)));
    expect(() => decodeAttribution(bytes.subarray(0, bytes.length - 1))).toThrow();
    expect(() => decodeAttribution(Uint8Array.of(...bytes, 0))).toThrow(/follow/);
    expect(() => decodeAttribution(Uint8Array.of(99))).toThrow(/format/);
  });
});
