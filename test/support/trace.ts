import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import * as Y from 'yjs';

/** `[position, characters deleted, text inserted]`, positions in code points. */
type Patch = readonly [number, number, string];

/** A concurrent editing history (github.com/josephg/editing-traces, concurrent format). */
export interface Trace {
  readonly endContent: string;
  readonly txns: readonly {
    readonly parents: readonly number[];
    readonly agent: number;
    readonly patches: readonly Patch[];
  }[];
}

const tracePath = (name: string) =>
  fileURLToPath(new URL(`../../../shared/traces/${name}.json.gz`, import.meta.url));

/** Whether the recorded histories are on this machine; they aren't part of the repository. */
export const hasTrace = (name: string): boolean => existsSync(tracePath(name));

export function readTrace(name: string): Trace {
  return JSON.parse(gunzipSync(readFileSync(tracePath(name))).toString('utf8')) as Trace;
}

/** Resolves once `doc` has `clock` operations of `client`. */
function received(doc: Y.Doc, client: number, clock: number): Promise<void> {
  return new Promise((resolve) => {
    const check = () => {
      if (Y.getState(doc.store, client) < clock) return;
      doc.off('afterTransaction', check);
      resolve();
    };
    doc.on('afterTransaction', check);
    check();
  });
}

/**
 * Types a recorded history of two authors through two connected documents, keystroke by keystroke.
 *
 * A keystroke's position counts in the text that its author saw, which has to have just the keystrokes named by
 * `parents`. So each author types in a document of their own, which takes over the other's keystrokes from the
 * connected document when the history says so, not before, and never before they have arrived over the network.
 */
export async function replayTrace(options: {
  readonly trace: Trace;
  /** The two connected documents, in the order of the history's agents. */
  readonly connected: readonly [Y.Doc, Y.Doc];
  /** The text to type into, in a given document. */
  readonly textOf: (doc: Y.Doc) => Y.XmlText;
  /** Ids of the two authors' documents; Yjs orders what is inserted at one place by them. */
  readonly clientIds: readonly [number, number];
}): Promise<void> {
  const { trace, connected, clientIds, textOf } = options;
  const authors = connected.map((doc, agent) => {
    const own = new Y.Doc();
    own.clientID = clientIds[agent as 0 | 1];
    Y.applyUpdate(own, Y.encodeStateAsUpdate(doc));
    return { own, connected: doc, seen: new Set<number>() };
  });
  const typed: { update: Uint8Array | null; clock: number }[] = [];

  for (const [index, { agent, parents, patches }] of trace.txns.entries()) {
    const author = authors[agent];
    if (author === undefined) throw new Error(`The trace names author ${agent}; two are supported.`);
    for (const missing of unseenAncestors(trace, parents, author.seen)) {
      const keystroke = typed[missing];
      const writer = trace.txns[missing]?.agent;
      if (keystroke === undefined || keystroke.update === null || writer === agent) continue;
      await received(author.connected, clientIds[writer as 0 | 1], keystroke.clock);
      Y.applyUpdate(author.own, keystroke.update);
    }
    const update = typeKeystroke(author.own, textOf(author.own), patches);
    typed.push({ update, clock: Y.getState(author.own.store, author.own.clientID) });
    author.seen.add(index);
    if (update !== null) Y.applyUpdate(author.connected, update, 'typist');
  }
}

/** Marks and returns the ancestors that aren't in `seen` yet, oldest first. */
function unseenAncestors(trace: Trace, parents: readonly number[], seen: Set<number>): number[] {
  const found: number[] = [];
  const stack = [...parents];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    found.push(next);
    stack.push(...(trace.txns[next]?.parents ?? []));
  }
  return found.sort((left, right) => left - right);
}

function typeKeystroke(doc: Y.Doc, text: Y.XmlText, patches: readonly Patch[]): Uint8Array | null {
  let update: Uint8Array | null = null;
  const keep = (bytes: Uint8Array) => {
    update = bytes;
  };
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
