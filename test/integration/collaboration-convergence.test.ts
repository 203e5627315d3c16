import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import {
  openCollaboration,
  type Collaboration,
  type CollaborationProcess,
} from '../support/collaboration.ts';
import { eventually, type Editor } from '../support/editor.ts';
import { scale, seedFrom } from '../support/soak.ts';
import { seededRandom } from '../support/typist.ts';

let at: Collaboration;
/** Another process on the same database. */
let other: CollaborationProcess | null = null;
beforeAll(async () => {
  // Rooms that let go of their content whenever nothing happens for a moment.
  at = await openCollaboration({ restInterval: 5 });
});
afterAll(() => at.drop());

/** `CONVERGENCE_SEED` repeats a run, or begins with it. */
const firstSeed = seedFrom('CONVERGENCE_SEED');
const seeds = Array.from({ length: scale(1, 50) }, (_, index) => firstSeed + index);

/** A paragraph as an editor makes it. */
function paragraphOf(words: string, id: number): Y.XmlElement {
  const paragraph = new Y.XmlElement('paragraph');
  paragraph.setAttribute('id', `${id}`);
  paragraph.insert(0, [new Y.XmlText(words)]);
  return paragraph;
}

/** One random edit, as a person's editor makes them. */
function edit(doc: Y.Doc, undo: Y.UndoManager, random: () => number): void {
  const below = (limit: number) => Math.floor(random() * limit);
  const content = doc.getXmlFragment('content');
  const block = content.length === 0 ? null : content.get(below(content.length));
  const text = block instanceof Y.XmlElement && block.length > 0 ? block.get(0) : null;
  const act = random();
  if (!(text instanceof Y.XmlText) || act < 0.1) {
    content.insert(below(content.length + 1), [paragraphOf('새 문단', below(1e9))]);
  } else if (act < 0.15) {
    // A paste: several blocks at once.
    const blocks = Array.from({ length: 2 + below(6) }, () =>
      paragraphOf('붙인 글 '.repeat(below(40)), below(1e9)),
    );
    content.insert(below(content.length + 1), blocks);
  } else if (act < 0.22) {
    undo.undo();
  } else if (act < 0.25) {
    undo.redo();
  } else if (act < 0.55) {
    // No surrogate pairs: a place inside of one makes Yjs show U+FFFD for its halves, to whoever splits it only.
    text.insert(below(text.length + 1), ['클라우드', 'cloud ', '보안', '.'][below(4)] ?? '');
  } else if (act < 0.75) {
    const start = below(text.length);
    text.delete(start, Math.min(text.length - start, 1 + below(5)));
  } else if (act < 0.85) {
    const start = below(text.length);
    text.format(start, Math.min(text.length - start, 1 + below(8)), { strong: random() < 0.5 ? {} : null });
  } else if (act < 0.9) {
    content.delete(below(content.length), 1);
  } else {
    doc.getMap('meta').set(`field${below(4)}`, random() < 0.2 ? null : below(1000));
  }
}

const show = (doc: Y.Doc) => ({
  content: doc.getXmlFragment('content').toJSON(),
  // In an order of their own: a map shows its keys in the order in which they came.
  fields: Object.entries(doc.getMap('meta').toJSON()).sort(([left], [right]) => (left < right ? -1 : 1)),
});

it.each(seeds)(
  'CO-3, CO-11, CO-13: eight stock clients that come and go, undo and paste end equal, equal to what is stored, and after a cold load (seed %d)',
  async (seed) => {
    const random = seededRandom(seed);
    const draft = await at.draft();
    const names = ['kim', 'lee', 'han', 'kim', 'lee', 'han', 'kim', 'lee'];
    const editors: Editor[] = [];
    for (const name of names) editors.push(await at.editor(name, draft));
    const undos = editors.map(
      ({ doc }) =>
        new Y.UndoManager([doc.getXmlFragment('content'), doc.getMap('meta')], { captureTimeout: 0 }),
    );
    for (let step = 0; step < 800; step += 1) {
      const who = Math.floor(random() * editors.length);
      const [editor, undo] = [editors[who], undos[who]];
      if (editor === undefined || undo === undefined) continue;
      const { provider } = editor;
      const act = random();
      if (act < 0.02) provider.disconnect();
      else if (act < 0.06) provider.connect();
      // A lost network, without a close frame.
      else if (act < 0.07) (provider.ws as unknown as { terminate?: () => void } | null)?.terminate?.();
      else edit(editor.doc, undo, random);
      if (random() < 0.2) await new Promise((resolve) => setImmediate(resolve));
    }
    for (const { provider } of editors) provider.connect();
    await eventually(
      `all editors are equal (seed ${seed})`,
      () =>
        editors.every(({ provider }) => provider.synced) &&
        new Set(editors.map(({ doc }) => JSON.stringify(show(doc)))).size === 1,
      (check) => {
        const timer = setInterval(check, 20);
        return () => clearInterval(timer);
      },
    );
    // What cannot be seen (deleted by several, say) may still be on its way.
    const stored = await vi.waitFor(
      async () => {
        const doc = await at.stored(draft);
        for (const editor of editors) expect(show(editor.doc)).toEqual(show(doc));
        return doc;
      },
      { timeout: 20_000 },
    );
    for (const { doc } of editors) expect(doc.store.pendingStructs).toBeNull();
    other ??= await at.start();
    const cold = await at.editor('observer', draft, other);
    expect(show(cold.doc)).toEqual(show(stored));
    for (const editor of [...editors, cold]) editor.destroy();
    expect(stored.getXmlFragment('content').length).toBeGreaterThan(0);
  },
);
