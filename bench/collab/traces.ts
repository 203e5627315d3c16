import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import * as Y from 'yjs';

/** `[position, characters deleted, text inserted]`. */
type Patch = readonly [number, number, string];

/** A recorded editing history (github.com/josephg/editing-traces); `parents` and `agent` are of concurrent ones. */
interface Trace {
  readonly endContent: string;
  readonly txns: readonly {
    readonly parents?: readonly number[];
    readonly agent?: number;
    readonly patches: readonly Patch[];
  }[];
}

/** One keystroke as an update. */
export interface Keystroke {
  readonly author: number;
  readonly update: Uint8Array;
  /** Clock of the author's next operation afterwards. */
  readonly clock: number;
  /** Up to which clock the author must have the other's operations; 0: none. */
  readonly needs: number;
}

export interface Replay {
  /** An empty paragraph, to type into. */
  readonly start: Uint8Array;
  readonly keystrokes: readonly Keystroke[];
  /** Client ids of the authors. */
  readonly authors: readonly [number, number];
  /** The text at the end. */
  readonly text: string;
}

const textOf = (doc: Y.Doc): Y.XmlText =>
  (doc.getXmlFragment('content').get(0) as Y.XmlElement).get(0) as Y.XmlText;

/** Makes the updates of a history of one or two authors, its first `limit` keystrokes. */
export function replayOf(path: string, limit: number): Replay {
  const trace = JSON.parse(gunzipSync(readFileSync(path)).toString('utf8')) as Trace;
  const first = new Y.Doc();
  const paragraph = new Y.XmlElement('paragraph');
  paragraph.insert(0, [new Y.XmlText()]);
  first.getXmlFragment('content').insert(0, [paragraph]);
  const start = Y.encodeStateAsUpdate(first);
  const ids = [2 ** 31 + 1, 2 ** 31 + 2] as const;
  const authors = ids.map((id) => {
    const doc = new Y.Doc();
    doc.clientID = id;
    Y.applyUpdate(doc, start);
    return { doc, seen: new Set<number>(), needs: 0 };
  });
  const keystrokes: (Keystroke | null)[] = [];
  for (const [index, txn] of trace.txns.slice(0, limit).entries()) {
    const agent = txn.agent ?? 0;
    const author = authors[agent]!;
    for (const missing of unseen(trace, txn.parents ?? (index === 0 ? [] : [index - 1]), author.seen)) {
      const keystroke = keystrokes[missing];
      if (keystroke === undefined || keystroke === null || keystroke.author === agent) continue;
      Y.applyUpdate(author.doc, keystroke.update);
      author.needs = keystroke.clock;
    }
    const update = typed(author.doc, txn.patches);
    author.seen.add(index);
    const clock = Y.getState(author.doc.store, ids[agent]!);
    keystrokes.push(update === null ? null : { author: agent, update, clock, needs: author.needs });
  }
  const strokes = keystrokes.filter((keystroke) => keystroke !== null);
  const text = readBack(
    start,
    strokes.map(({ update }) => update),
  );
  if (limit >= trace.txns.length && text !== trace.endContent)
    throw new Error(`The replay of ${path} doesn't end with the recorded text.`);
  return { start, keystrokes: strokes, authors: ids, text };
}

/** The text of a document of these updates; empty while one is missing that others build on. */
export function readBack(start: Uint8Array, updates: readonly Uint8Array[]): string {
  const doc = new Y.Doc();
  // Not in one transaction: with hundreds of thousands of keystrokes Yjs would tidy up for minutes.
  for (const update of [start, ...updates]) Y.applyUpdate(doc, update);
  const whole = doc.store.pendingStructs === null && doc.store.pendingDs === null;
  const text = whole ? textOf(doc).toJSON() : '';
  doc.destroy();
  return text;
}

/** Marks and returns the ancestors that aren't in `seen` yet, oldest first. */
function unseen(trace: Trace, parents: readonly number[], seen: Set<number>): number[] {
  const found: number[] = [];
  const stack = [...parents];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    found.push(next);
    stack.push(...(trace.txns[next]?.parents ?? (next === 0 ? [] : [next - 1])));
  }
  return found.sort((left, right) => left - right);
}

function typed(doc: Y.Doc, patches: readonly Patch[]): Uint8Array | null {
  let update: Uint8Array | null = null;
  const keep = (bytes: Uint8Array): void => {
    update = bytes;
  };
  const text = textOf(doc);
  doc.on('update', keep);
  doc.transact(() => {
    for (const [position, deleted, inserted] of patches) {
      if (deleted > 0) text.delete(position, deleted);
      if (inserted !== '') text.insert(position, inserted);
    }
  });
  doc.off('update', keep);
  return update;
}
