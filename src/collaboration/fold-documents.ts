import * as Y from 'yjs';
import type { NewEvent } from '../activity/event.ts';
import { decodeAttribution } from '../domain/draft/attribution-codec.ts';
import { Attribution } from '../domain/draft/attribution-lookup.ts';
import { blameOf, type Blame } from '../domain/draft/blame.ts';
import type { LogHead } from '../domain/draft/store.ts';
import { applyAll, documentOf } from '../domain/draft/update-document.ts';
import { decodeUpdate } from './decoded-update.ts';
import {
  unpackUpdates,
  type BlameRequest,
  type DescribeRequest,
  type FoldOutcome,
  type FoldRequest,
  type FoldResults,
  type PackedUpdates,
  type SnapshotRequest,
} from './fold-messages.ts';
import { comparePacked, readText } from './fold-texts.ts';
import { KnownContent } from './known-content.ts';
import { describeWindow } from './window-description.ts';

/** A draft's document at one place of its log. */
interface Position {
  readonly head: LogHead;
  readonly doc: Y.Doc;
  readonly known: KnownContent;
  /** Bytes of the updates that it was made of: a measure of its memory, which is some ten times as much. */
  readonly bytes: number;
}

/**
 * Documents that are kept for the next window, of drafts that are being written in, and bytes of all together; the last
 * one is always kept.
 */
const keptDocuments = 500;
const keptBytes = 32_000_000;

/**
 * The documents of drafts whose logs are being folded: the worker thread's side. None is read from the database here:
 * what isn't there is asked for.
 */
export class FoldDocuments {
  /** The least recently used first. */
  readonly #positions = new Map<string, Position>();

  /** Throws when the request can't be met whatever is sent with it. */
  answer(request: FoldRequest): FoldOutcome<FoldResults[keyof FoldResults]> {
    switch (request.kind) {
      case 'describe':
        return this.#describe(request);
      case 'snapshot':
        return this.#snapshot(request);
      case 'forget':
        this.#positions.get(request.draftId)?.doc.destroy();
        this.#positions.delete(request.draftId);
        return { outcome: 'DONE', result: null };
      case 'blame':
        return { outcome: 'DONE', result: makeBlame(request) };
      case 'text':
        return { outcome: 'DONE', result: readText(request.content) };
      case 'compare':
        return { outcome: 'DONE', result: comparePacked(request) };
    }
  }

  #describe(request: DescribeRequest): FoldOutcome<readonly NewEvent[]> {
    const { draft, from, to, window, base, keepDeleted } = request;
    const position = this.#take(draft.id, from, base === null ? null : { base, keepDeleted });
    if (position === null) return { outcome: 'UNKNOWN' };
    const updates = unpackUpdates(window.updates);
    const entries = window.entries.map((entry, index) => ({
      ...entry,
      update: updates[index] ?? new Uint8Array(),
    }));
    let events: readonly NewEvent[];
    try {
      events = describeWindow(draft, entries, position);
    } catch (error) {
      position.doc.destroy();
      if (keepDeleted) throw error;
      return { outcome: 'CONTRADICTORY' };
    }
    this.#keep(draft.id, { ...position, head: to, bytes: position.bytes + window.updates.bytes.length });
    return { outcome: 'DONE', result: events };
  }

  #snapshot({ draftId, head, base }: SnapshotRequest): FoldOutcome<Uint8Array<ArrayBuffer>> {
    const position = this.#take(draftId, head, base === null ? null : { base, keepDeleted: false });
    if (position === null) return { outcome: 'UNKNOWN' };
    this.#keep(draftId, position);
    return { outcome: 'DONE', result: Y.encodeStateAsUpdate(position.doc).slice() };
  }

  /** The draft at `head`, taken out so that a failure doesn't leave it half changed; null when it isn't there. */
  #take(
    draftId: string,
    head: LogHead,
    content: { readonly base: PackedUpdates; readonly keepDeleted: boolean } | null,
  ): Position | null {
    const kept = this.#positions.get(draftId);
    this.#positions.delete(draftId);
    if (content !== null) {
      kept?.doc.destroy();
      return read(head, content);
    }
    if (kept?.head.sequence === head.sequence && kept.head.hash === head.hash) return kept;
    kept?.doc.destroy();
    return null;
  }

  #keep(draftId: string, position: Position): void {
    this.#positions.set(draftId, position);
    let bytes = [...this.#positions.values()].reduce((sum, kept) => sum + kept.bytes, 0);
    for (const [oldest, kept] of this.#positions) {
      if (oldest === draftId || (this.#positions.size <= keptDocuments && bytes <= keptBytes)) return;
      bytes -= kept.bytes;
      kept.doc.destroy();
      this.#positions.delete(oldest);
    }
  }
}

function makeBlame({ content, records, upTo }: BlameRequest): Blame {
  const attribution = new Attribution(unpackUpdates(records).map(decodeAttribution), upTo);
  const doc = documentOf(unpackUpdates(content));
  try {
    return blameOf(doc, attribution);
  } finally {
    doc.destroy();
  }
}

function read(
  head: LogHead,
  { base, keepDeleted }: { readonly base: PackedUpdates; readonly keepDeleted: boolean },
): Position {
  let doc = documentOf(unpackUpdates(base));
  if (keepDeleted) {
    const keeping = new Y.Doc({ gc: false });
    applyAll(keeping, [Y.encodeStateAsUpdate(doc)]);
    doc.destroy();
    doc = keeping;
  }
  const known = new KnownContent();
  known.addUpdate(decodeUpdate(Y.encodeStateAsUpdate(doc)));
  return { head, doc, known, bytes: base.bytes.length };
}
