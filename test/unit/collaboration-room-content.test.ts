import fc from 'fast-check';
import * as encoding from 'lib0/encoding';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { decodeUpdate } from '../../src/collaboration/decoded-update.ts';
import { RoomContent } from '../../src/collaboration/room-content.ts';
import { scanUpdate } from '../../src/collaboration/update-scanner.ts';

const texts = ['a', '나', '다라', '😀', 'é', 'x'.repeat(40), ''];

/** One edit of one of a few documents that exchange updates now and then. */
const edit = fc.record({
  who: fc.nat(3),
  kind: fc.constantFrom(
    ...([
      'type',
      'type',
      'type',
      'delete',
      'format',
      'nest',
      'map',
      'values',
      'embed',
      'undo',
      'hear',
    ] as const),
  ),
  at: fc.nat(60),
  text: fc.nat(texts.length - 1),
});
type Edit = typeof edit extends fc.Arbitrary<infer T> ? T : never;

const remote = 'another writer';

class Writer {
  readonly doc = new Y.Doc();
  readonly undo = new Y.UndoManager(this.doc.getText('text'), { captureTimeout: 0 });
  /** Updates of others that it hasn't heard of yet. */
  readonly inbox: Uint8Array[] = [];

  constructor(clientID: number) {
    this.doc.clientID = clientID;
  }

  do({ kind, at, text }: Edit): void {
    const root = this.doc.getText('text');
    const place = root.length === 0 ? 0 : at % (root.length + 1);
    const value = texts[text] ?? '';
    if (kind === 'type') for (const character of value) root.insert(Math.min(place, root.length), character);
    else if (kind === 'delete') root.delete(place, Math.min(3, root.length - place));
    else if (kind === 'format') root.format(place, Math.min(4, root.length - place), { bold: true });
    else if (kind === 'nest') {
      const element = new Y.XmlElement('paragraph');
      element.setAttribute('id', `${at}`);
      element.insert(0, [new Y.XmlText(value)]);
      this.doc.getXmlFragment('content').insert(0, [element]);
    } else if (kind === 'map') {
      const values: unknown[] = [
        null,
        true,
        -at,
        at / 7,
        2n ** 60n,
        value,
        { a: [at, { b: value }] },
        Uint8Array.of(at),
      ];
      this.doc.getMap('meta').set(`key${at % 3}`, values[at % values.length]);
    } else if (kind === 'values') this.doc.getArray('list').push([at, value, null, [value, undefined]]);
    else if (kind === 'embed') root.insertEmbed(place, { image: value });
    else if (kind === 'undo') this.undo.undo();
    else for (const update of this.inbox.splice(0)) Y.applyUpdate(this.doc, update, remote);
  }
}

function varUint(value: number): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, value);
  return encoding.toUint8Array(encoder);
}

const ids = [3, 300, 2 ** 31 + 5, 1];

/** All updates of a random history, in an order in which none is before what it builds on. */
function history(edits: readonly Edit[]): Uint8Array[] {
  const writers = ids.map((id) => new Writer(id));
  const updates: Uint8Array[] = [];
  for (const writer of writers)
    writer.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin === remote) return;
      updates.push(update);
      for (const other of writers) if (other !== writer) other.inbox.push(update);
    });
  for (const one of edits) writers[one.who]?.do(one);
  return updates;
}

function documentOf(...updates: readonly Uint8Array[]): Y.Doc {
  const doc = new Y.Doc();
  for (const update of updates) Y.applyUpdate(doc, update);
  expect([doc.store.pendingStructs, doc.store.pendingDs]).toEqual([null, null]);
  return doc;
}

function shown(doc: Y.Doc) {
  return {
    text: doc.getText('text').toDelta() as unknown,
    content: doc.getXmlFragment('content').toJSON(),
    meta: doc.getMap('meta').toJSON(),
    list: doc.getArray('list').toJSON(),
    vector: new Map([...Y.decodeStateVector(Y.encodeStateVector(doc))].sort()),
  };
}

function add(content: RoomContent, update: Uint8Array): void {
  const difference = content.known.difference(decodeUpdate(update), () => false);
  expect(difference.missing).toEqual([]);
  content.add(difference);
}

const empty = { snapshot: null, tail: [] };

describe('the content of a room', () => {
  it('CO-3, CO-30: is what the updates make, for who has nothing and for who has a part of it', () => {
    fc.assert(
      fc.property(
        fc.array(edit, { maxLength: 80 }),
        fc.array(fc.nat(80), { maxLength: 4 }),
        (edits, looks) => {
          const updates = history(edits);
          const content = new RoomContent(empty);
          for (const [index, update] of updates.entries()) {
            add(content, update);
            // Asking for the state in between changes how the bytes are held.
            if (looks.includes(index)) content.state();
          }
          const all = shown(documentOf(...updates));
          expect(shown(documentOf(content.state()))).toEqual(all);
          expect(content.state()).toBe(content.state());
          for (const look of [0, ...looks]) {
            const old = documentOf(...updates.slice(0, look));
            Y.applyUpdate(old, content.since(Y.decodeStateVector(Y.encodeStateVector(old))));
            expect([old.store.pendingStructs, old.store.pendingDs]).toEqual([null, null]);
            expect(shown(old)).toEqual(all);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('is the same from a snapshot, which holds what was deleted in fewer bytes, and the entries behind it', () => {
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 60 }), fc.nat(60), (edits, at) => {
        const updates = history(edits);
        const state = Y.encodeStateAsUpdate(documentOf(...updates.slice(0, at)));
        const content = new RoomContent({ snapshot: { state, sequence: 0, hash: '' }, tail: [] });
        for (const update of updates.slice(at)) add(content, update);
        expect(shown(documentOf(content.state()))).toEqual(shown(documentOf(...updates)));
      }),
      { numRuns: 200 },
    );
  });

  it('CO-30: holds what is typed in one go as one struct', () => {
    const updates: Uint8Array[] = [];
    const doc = new Y.Doc();
    doc.on('update', (update: Uint8Array) => updates.push(update));
    for (const character of '한 번에 쓴 글 😀')
      doc.getText('text').insert(doc.getText('text').length, character);
    const content = new RoomContent(empty);
    for (const update of updates) add(content, update);
    expect(decodeUpdate(content.state()).structs).toHaveLength(1);
    expect(documentOf(content.state()).getText('text').toJSON()).toBe('한 번에 쓴 글 😀');
  });

  it('CO-3: gives the rest of what one client wrote, wherever that begins', () => {
    const doc = new Y.Doc();
    doc.clientID = 300;
    const text = doc.getText('text');
    doc.transact(() => {
      for (let count = 0; count < 20_000; count += 1) text.insert(count % 2 === 0 ? 0 : text.length, '가😀b');
    });
    const state = Y.encodeStateAsUpdate(doc);
    const content = new RoomContent({ snapshot: { state, sequence: 0, hash: '' }, tail: [] });
    expect(scanUpdate(state).sections.length).toBeGreaterThan(3);
    const before = Y.encodeStateVector(doc);
    text.insert(5, 'z');
    const added = Y.encodeStateAsUpdate(doc, before);
    add(content, added);
    const whole = Y.mergeUpdates([state, added]);
    const inOneGo = () => {
      for (const clock of [1, 3, 4, 40_000, 40_001, 40_003, 79_999, 80_000]) {
        const given = decodeUpdate(content.since(new Map([[300, clock]])));
        const vector = Uint8Array.of(1, 172, 2, ...varUint(clock));
        const wanted = decodeUpdate(Y.diffUpdate(whole, vector));
        expect(given.structs).toEqual(wanted.structs);
      }
    };
    inOneGo();
    expect(content.state().length).toBeGreaterThan(state.length);
    inOneGo();
  });

  it('lacks nothing but the deletions for who has everything', () => {
    const updates = history([
      { who: 0, kind: 'type', at: 0, text: 5 },
      { who: 0, kind: 'delete', at: 3, text: 0 },
    ]);
    const content = new RoomContent(empty);
    for (const update of updates) add(content, update);
    const { structs, deletions } = decodeUpdate(
      content.since(Y.decodeStateVector(Y.encodeStateVector(documentOf(...updates)))),
    );
    expect(structs).toEqual([]);
    expect(deletions).toHaveLength(1);
  });

  it('CO-18: is an error when an entry builds on what is not there', () => {
    const [, second] = history([
      { who: 0, kind: 'type', at: 0, text: 0 },
      { who: 0, kind: 'type', at: 0, text: 1 },
    ]);
    const entry = {
      draftId: '',
      sequence: 2,
      update: second ?? Uint8Array.of(),
      memberId: '',
      organisation: '',
      clientIds: [],
      at: new Date(0),
      previousHash: '',
      hash: '',
    };
    expect(() => new RoomContent({ snapshot: null, tail: [entry] })).toThrow('Entry 2 builds on');
  });
});

describe('scanning an update', () => {
  it('finds the same operations and deletions as decoding it', () => {
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 80 }), (edits) => {
        const state = Y.encodeStateAsUpdate(documentOf(...history(edits)));
        const { sections, deletions } = scanUpdate(state);
        const decoded = decodeUpdate(state);
        expect(deletions).toEqual(decoded.deletions);
        expect(sections.map(({ client, end, count }) => ({ client, end, count }))).toEqual(
          [...new Set(decoded.structs.map(({ id }) => id.client))].map((client) => {
            const own = decoded.structs.filter(({ id }) => id.client === client);
            return {
              client,
              end: Math.max(...own.map(({ id, length }) => id.clock + length)),
              count: own.length,
            };
          }),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('refuses what ends early, and what is left out', () => {
    const state = Y.encodeStateAsUpdate(documentOf(...history([{ who: 0, kind: 'type', at: 0, text: 5 }])));
    for (let length = 0; length < state.length; length += 1)
      expect(() => scanUpdate(state.subarray(0, length))).toThrow();
    expect(() => scanUpdate(Uint8Array.of(...state, 0))).toThrow('ends elsewhere');
    const apart = history([
      { who: 0, kind: 'type', at: 0, text: 0 },
      { who: 0, kind: 'type', at: 0, text: 1 },
      { who: 0, kind: 'type', at: 0, text: 2 },
    ]);
    const withSkip = Y.mergeUpdates([apart[0] ?? Uint8Array.of(), apart[2] ?? Uint8Array.of()]);
    expect(() => scanUpdate(withSkip)).toThrow('left out');
  });
});
