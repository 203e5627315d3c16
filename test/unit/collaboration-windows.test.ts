import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { KnownContent } from '../../src/collaboration/known-content.ts';
import { decodeUpdate } from '../../src/collaboration/decoded-update.ts';
import { toMemberBatches } from '../../src/collaboration/member-batches.ts';
import { describeWindow } from '../../src/collaboration/window-description.ts';
import type { DraftChangedPayload } from '../../src/domain/draft/events.ts';
import { genesisHash } from '../../src/domain/draft/update-hash.ts';
import { chainUpdates, type LogEntry } from '../../src/domain/draft/update-log-store.ts';

const hexId = (digit: string) => digit.repeat(24);
const draft = {
  id: hexId('d'),
  planId: hexId('1'),
  subcommitteeId: hexId('2'),
  keyTaskId: hexId('3'),
};

type Act = (doc: Y.Doc) => void;

/** The log that comes of members acting in turn, each on what all before have written. */
function logOf(acts: readonly (readonly [memberId: string, act: Act])[], sees: (turn: number) => boolean) {
  const updates: { memberId: string; update: Uint8Array }[] = [];
  const docs = new Map<string, Y.Doc>();
  let turn = 0;
  for (const [memberId, act] of acts) {
    let doc = docs.get(memberId);
    if (doc === undefined) {
      doc = new Y.Doc();
      doc.clientID = docs.size + 1;
      docs.set(memberId, doc);
    }
    if (sees((turn += 1))) for (const { update } of updates) Y.applyUpdate(doc, update);
    const keep = (update: Uint8Array) => updates.push({ memberId, update });
    doc.on('update', keep);
    doc.transact(() => act(doc));
    doc.off('update', keep);
  }
  const at = new Date(0);
  return chainUpdates(
    draft.id,
    { sequence: 0, hash: genesisHash },
    updates.map(({ memberId, update }) => ({ memberId, update, organisation: 'org', clientIds: [], at })),
  );
}

function addParagraph(id: string, words: string): Act {
  return (doc) => {
    const paragraph = new Y.XmlElement('paragraph');
    paragraph.setAttribute('id', id);
    paragraph.insert(0, [new Y.XmlText(words)]);
    const content = doc.getXmlFragment('content');
    content.insert(content.length, [paragraph]);
  };
}

const textOf = (doc: Y.Doc, index = 0) =>
  (doc.getXmlFragment('content').get(index) as Y.XmlElement).get(0) as Y.XmlText;
const always = () => true;
const never = () => false;
const [kim, lee] = [hexId('a'), hexId('b')];

function describeLog(entries: readonly LogEntry[], state = { doc: new Y.Doc(), known: new KnownContent() }) {
  return describeWindow(draft, entries, state).map(({ actorId, payload }) => ({
    actorId,
    ...(payload as unknown as DraftChangedPayload),
  }));
}

describe('batches of one member each', () => {
  it('are few: entries of members who type at the same time are gathered', () => {
    const add = (id: string): Act => addParagraph(id, 'x');
    const acts = Array.from({ length: 10 }, (_, n): [string, Act] => [n % 2 === 0 ? kim : lee, add(`${n}`)]);
    const batches = toMemberBatches(logOf(acts, never), new KnownContent());
    expect(batches.map(({ memberId, entries }) => [memberId, entries.length])).toEqual([
      [kim, 5],
      [lee, 5],
    ]);
  });

  it('each builds only on those before it', () => {
    const acts: [string, Act][] = [
      [kim, addParagraph('1', 'abc')],
      [lee, (doc) => textOf(doc).insert(3, 'def')],
      [kim, (doc) => textOf(doc).insert(6, 'ghi')],
    ];
    const batches = toMemberBatches(logOf(acts, always), new KnownContent());
    expect(batches.map(({ memberId }) => memberId)).toEqual([kim, lee, kim]);
  });

  it('CO-26: hold every entry once, and can be applied one behind the other', () => {
    const act = fc.record({ member: fc.nat(2), kind: fc.nat(2), place: fc.nat(20) });
    const input = fc.tuple(fc.array(act, { maxLength: 25 }), fc.array(fc.boolean(), { minLength: 30 }));
    fc.assert(
      fc.property(input, ([acts, seen]) => {
        const entries = logOf(
          acts.map(({ member, kind, place }) => [
            hexId(`${member}`),
            (doc) => {
              const text = doc.getText('t');
              const at = Math.min(place, text.length);
              if (kind === 0 && text.length > at) text.delete(at, 1);
              else text.insert(at, 'ab');
            },
          ]),
          (turn) => seen[turn] ?? true,
        );
        const known = new KnownContent();
        const batches = toMemberBatches(entries, known);
        const sequences = batches.flatMap((batch) => batch.entries.map(({ sequence }) => sequence));
        expect(sequences.toSorted((left, right) => left - right)).toEqual(
          entries.map(({ sequence }) => sequence),
        );
        const doc = new Y.Doc();
        for (const { memberId, entries: own } of batches) {
          for (const entry of own) {
            expect(entry.memberId).toBe(memberId);
            Y.applyUpdate(doc, entry.update);
          }
          expect(doc.store.pendingStructs).toBeNull();
          expect(doc.store.pendingDs).toBeNull();
        }
        expect(Y.decodeStateVector(Y.encodeStateVector(doc))).toEqual(
          Y.decodeStateVector(known.encodeStateVector()),
        );
      }),
      { numRuns: 100 },
    );
  });
});

describe('what each member changed in a window', () => {
  it('CO-26: is theirs alone, also when they typed at the same time', () => {
    const acts: [string, Act][] = [
      [kim, addParagraph('k', '클라우드')],
      [lee, addParagraph('l', '보안')],
      [kim, (doc) => textOf(doc).insert(4, ' 우선')],
      [lee, (doc) => textOf(doc).delete(0, 1)],
    ];
    const [first, second, ...others] = describeLog(logOf(acts, never));
    expect(others).toEqual([]);
    expect(first).toMatchObject({ actorId: kim, fromSequence: 1, toSequence: 3, charactersInserted: 7 });
    expect(first?.blocks).toMatchObject([{ blockId: 'k', kind: 'ADDED' }]);
    expect(second).toMatchObject({ actorId: lee, fromSequence: 2, toSequence: 4, charactersInserted: 1 });
    expect(second?.blocks).toMatchObject([{ blockId: 'l', kind: 'ADDED' }]);
  });

  it('CO-26: several batches of a member are one change', () => {
    const acts: [string, Act][] = [
      [kim, addParagraph('1', 'abc')],
      [lee, (doc) => textOf(doc).insert(3, 'def')],
      [kim, (doc) => textOf(doc).insert(6, 'ghi')],
      [kim, (doc) => doc.getMap('meta').set('goal', '목표')],
    ];
    const [first, second, ...others] = describeLog(logOf(acts, always));
    expect(others).toEqual([]);
    expect(first).toMatchObject({ actorId: kim, fromSequence: 1, toSequence: 4, charactersInserted: 6 });
    expect(first?.blocks).toMatchObject([{ blockId: '1', kind: 'ADDED' }]);
    expect(first?.fields).toMatchObject([{ key: 'goal', after: '목표' }]);
    expect(second).toMatchObject({ actorId: lee, fromSequence: 2, toSequence: 2, charactersInserted: 3 });
  });

  it('CO-26: who changed nothing that can be seen has no event', () => {
    const acts: [string, Act][] = [
      [kim, addParagraph('1', 'abc')],
      [lee, (doc) => doc.getMap('other').set('x', 1)],
      [lee, (doc) => doc.getMap('meta').set('goal', 1)],
      [lee, (doc) => doc.getMap('meta').delete('goal')],
    ];
    expect(describeLog(logOf(acts, always)).map(({ actorId }) => actorId)).toEqual([kim]);
  });

  it('goes on from where the window before ended', () => {
    const acts: [string, Act][] = [
      [kim, addParagraph('1', 'abc')],
      [lee, (doc) => textOf(doc).insert(3, 'def')],
    ];
    const entries = logOf(acts, always);
    const state = { doc: new Y.Doc(), known: new KnownContent() };
    expect(describeLog(entries.slice(0, 1), state)).toHaveLength(1);
    const [change] = describeLog(entries.slice(1), state);
    expect(change).toMatchObject({ actorId: lee, charactersInserted: 3, fromSequence: 2 });
    expect(change?.blocks).toMatchObject([{ blockId: '1', kind: 'CHANGED' }]);
    const [last] = entries.slice(-1);
    expect(state.known.difference(decodeUpdate(last?.update ?? Uint8Array.of(0, 0)), never).structs).toEqual(
      [],
    );
  });
});
