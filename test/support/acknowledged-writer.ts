import { expect } from 'vitest';
import * as Y from 'yjs';
import { decodeUpdate } from '../../src/collaboration/decoded-update.ts';
import { KnownContent } from '../../src/collaboration/known-content.ts';
import type { StoredEntry } from './collaboration.ts';
import { eventually, type Editor } from './editor.ts';
import { Typist } from './typist.ts';

/** A stock client that types in a paragraph of its own, and keeps what the server has acknowledged. */
export class AcknowledgedWriter {
  readonly editor: Editor;
  readonly acknowledged: Uint8Array[] = [];
  readonly typist: Typist;
  readonly #sent = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(editor: Editor, paragraph: { readonly id: string; readonly seed: number }) {
    this.editor = editor;
    editor.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== editor.provider) this.#sent.add(keyOf(update));
    });
    const [handleSync] = editor.provider.messageHandlers;
    editor.provider.messageHandlers[0] = (...parameters) => {
      const [, decoder] = parameters;
      const rest = decoder.arr.subarray(decoder.pos);
      handleSync?.(...parameters);
      // An update, whose length is before its bytes.
      if (rest[0] !== 2) return;
      const update = rest.slice(rest.length - lengthIn(rest));
      if (this.#sent.delete(keyOf(update))) this.acknowledged.push(update);
    };
    this.typist = new Typist(editor.addParagraph(paragraph.id), paragraph.seed);
  }

  /** Types once every so many milliseconds. */
  start(interval = 5): void {
    this.#timer = setInterval(() => this.typist.type(), interval);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  destroy(): void {
    this.stop();
    this.editor.destroy();
  }
}

const keyOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');

/** Reads the variable-length number behind the first byte. */
function lengthIn(message: Uint8Array): number {
  let length = 0;
  for (let index = 1, shift = 0; ; index += 1, shift += 7) {
    const byte = message[index] ?? 0;
    length |= (byte & 0x7f) << shift;
    if (byte < 0x80) return length;
  }
}

/** The blocks of a draft, as text. */
export const blocksOf = (doc: Y.Doc): string => doc.getXmlFragment('content').toJSON();

/** Looks at `condition` until it holds; rejects when it never does. */
export function eventuallyTrue(what: string, condition: () => boolean): Promise<void> {
  return eventually(what, condition, (check) => {
    const timer = setInterval(check, 20);
    return () => clearInterval(timer);
  });
}

/** Resolves once each writer's document has what each of them has typed. */
export function allHaveEverything(writers: readonly AcknowledgedWriter[], about: string): Promise<void> {
  return eventuallyTrue(`all have everything (${about})`, () =>
    writers.every(({ editor }) => {
      const blocks = blocksOf(editor.doc);
      return writers.every(({ typist }) => blocks.includes(typist.expected));
    }),
  );
}

/**
 * The document that a log makes. Fails when the log has a hole, or lacks anything that a writer was told is stored.
 */
export function expectAcknowledged(
  log: readonly StoredEntry[],
  writers: readonly AcknowledgedWriter[],
): Y.Doc {
  const stored = new Y.Doc();
  const known = new KnownContent();
  for (const { update } of log) {
    Y.applyUpdate(stored, update);
    if (stored.store.pendingStructs !== null) throw new Error('The log has a hole.');
    known.addUpdate(decodeUpdate(update));
  }
  for (const { acknowledged } of writers)
    for (const update of acknowledged) {
      const { structs, deletions, missing } = known.difference(decodeUpdate(update), () => false);
      expect({ structs, deletions, missing }).toEqual({ structs: [], deletions: [], missing: [] });
    }
  return stored;
}

/** All writers show what is stored, and it has what they have typed. */
export function expectEqualTo(stored: Y.Doc, writers: readonly AcknowledgedWriter[]): void {
  for (const { editor, typist } of writers) {
    expect(blocksOf(editor.doc)).toBe(blocksOf(stored));
    expect(blocksOf(stored)).toContain(typist.expected);
  }
}
