import * as Y from 'yjs';
import { documentOf, toDocument, type LoadedLog } from '../domain/draft/log-reader.ts';
import { decodeUpdate } from './decoded-update.ts';
import { KnownContent, type NewContent } from './known-content.ts';

/** From this many updates on, a `Y.Doc` folds faster than `mergeUpdates`, whose cost grows faster than linearly. */
const foldInDocument = 200;

/** A room's content as bytes, without a `Y.Doc`: one update with all of it up to some moment, and those after it. */
export class RoomContent {
  readonly known = new KnownContent();
  #base: Uint8Array;
  #recent: Uint8Array[] = [];

  constructor(loaded: Pick<LoadedLog, 'snapshot' | 'tail'>) {
    this.#base =
      loaded.snapshot !== null && loaded.tail.length === 0
        ? loaded.snapshot.state
        : Y.encodeStateAsUpdate(toDocument(loaded));
    this.known.addUpdate(decodeUpdate(this.#base));
  }

  /** Adds what an update brought; `update` has just `content`. */
  add(content: NewContent, update: Uint8Array): void {
    this.known.add(content);
    this.#recent.push(update);
  }

  /** All of the content as one update. */
  state(): Uint8Array {
    if (this.#recent.length > foldInDocument) {
      const doc = this.document();
      this.#base = Y.encodeStateAsUpdate(doc);
      doc.destroy();
    } else if (this.#recent.length > 0) {
      this.#base = Y.mergeUpdates([this.#base, ...this.#recent]);
    }
    this.#recent = [];
    return this.#base;
  }

  /** What somebody with this state vector lacks: the operations, and all deletions. */
  since(stateVector: ReadonlyMap<number, number>): Uint8Array {
    const state = this.state();
    return stateVector.size === 0 ? state : Y.diffUpdate(state, Y.encodeStateVector(new Map(stateVector)));
  }

  /** A document of its own with all of the content. */
  document(): Y.Doc {
    return documentOf([this.#base, ...this.#recent]);
  }
}
