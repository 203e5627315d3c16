import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { decodeUpdate } from '../../src/collaboration/decoded-update.ts';
import { RoomContent } from '../../src/collaboration/room-content.ts';

const remote = 'another writer';

/** One edit of one of a few documents that exchange updates now and then. */
const edit = fc.record({
  who: fc.nat(2),
  kind: fc.constantFrom('nest', 'nest', 'wrap', 'attribute', 'type', 'delete', 'undo', 'hear'),
  at: fc.nat(1000),
  place: fc.nat(1000),
});
type Edit = typeof edit extends fc.Arbitrary<infer T> ? T : never;

/** Keeps what is deleted: how deep it lay can be looked up then. */
const keeping = () => new Y.Doc({ gc: false });

class Writer {
  readonly doc = keeping();
  readonly root = this.doc.getXmlFragment('content');
  readonly undo = new Y.UndoManager(this.root, { captureTimeout: 0 });
  readonly inbox: Uint8Array[] = [];

  do({ kind, at, place }: Edit): void {
    const all = [this.root, ...this.root.createTreeWalker(() => true)].filter(
      (one) => one instanceof Y.XmlFragment,
    );
    const parent = all[at % all.length] ?? this.root;
    const index = place % (parent.length + 1);
    if (kind === 'nest') parent.insert(index, [new Y.XmlElement('a')]);
    else if (kind === 'wrap') {
      const inner = new Y.XmlElement('b');
      inner.insert(0, [new Y.XmlElement('c'), new Y.XmlText('inside')]);
      const outer = new Y.XmlElement('d');
      outer.insert(0, [inner]);
      parent.insert(index, [outer]);
    } else if (kind === 'attribute' && parent instanceof Y.XmlElement)
      parent.setAttribute('map', new Y.Map([['in', new Y.Array()]]));
    else if (kind === 'type') parent.insert(index, [new Y.XmlText('text')]);
    else if (kind === 'delete' && parent.length > 0) parent.delete(Math.min(index, parent.length - 1), 1);
    else if (kind === 'undo') this.undo.undo();
    else if (kind === 'hear')
      for (const update of this.inbox.splice(0)) Y.applyUpdate(this.doc, update, remote);
  }
}

function history(edits: readonly Edit[]): Uint8Array[] {
  const writers = [new Writer(), new Writer(), new Writer()];
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

/** How many types an item of the document lies in, as Yjs has it. */
function levelIn(doc: Y.Doc, id: Y.ID): number {
  const item = Y.getItem(doc.store, id);
  let level = 0;
  for (let parent = item.parent; parent instanceof Y.AbstractType && parent._item !== null; level += 1)
    parent = parent._item.parent;
  return level;
}

/** The deepest type among an update's operations, in a document that has them. */
function deepestIn(doc: Y.Doc, update: Uint8Array): number {
  const types = decodeUpdate(update).structs.filter(
    (struct) => struct instanceof Y.Item && struct.content instanceof Y.ContentType,
  );
  return Math.max(0, ...types.map(({ id }) => levelIn(doc, id)));
}

function differenceOf(content: RoomContent, update: Uint8Array) {
  return content.known.difference(decodeUpdate(update), () => false);
}

describe('levels of types', () => {
  it('CO-9: are those of the document, whatever of it comes from a snapshot and whoever builds on whom', () => {
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 60 }), fc.nat(60), (edits, at) => {
        const updates = history(edits);
        const doc = keeping();
        for (const update of updates.slice(0, at)) Y.applyUpdate(doc, update);
        const state = Y.encodeStateAsUpdate(doc);
        const content = new RoomContent({ snapshot: { state, sequence: 0, hash: '' }, tail: [] });
        for (const update of updates.slice(at)) {
          Y.applyUpdate(doc, update);
          const difference = differenceOf(content, update);
          expect(content.deepestType(difference)).toBe(deepestIn(doc, update));
          content.add(difference);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('are found where a chain of 100,000 operations leads to the parent, one client building on another', () => {
    const [left, right] = [keeping(), keeping()];
    [left.clientID, right.clientID] = [1, 2];
    const root = left.getXmlFragment('content');
    root.insert(0, [new Y.XmlElement('outer')]);
    const outer = root.get(0);
    if (!(outer instanceof Y.XmlElement)) throw new Error('There is no element.');
    for (let count = 0; count < 100_000; count += 1) outer.insert(0, [new Y.XmlText()]);
    Y.applyUpdate(right, Y.encodeStateAsUpdate(left));
    const state = Y.encodeStateAsUpdate(right);
    const content = new RoomContent({ snapshot: { state, sequence: 0, hash: '' }, tail: [] });
    const before = Y.encodeStateVector(right);
    const same = right.getXmlFragment('content').get(0);
    if (!(same instanceof Y.XmlElement)) throw new Error('There is no element.');
    same.insert(0, [new Y.XmlElement('first')]);
    const update = Y.encodeStateAsUpdate(right, before);
    expect(content.deepestType(differenceOf(content, update))).toBe(1);
  });
});
