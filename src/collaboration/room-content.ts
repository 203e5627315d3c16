import type * as Y from 'yjs';
import { DamagedLogError, type LoadedLog } from '../domain/draft/log-reader.ts';
import { documentOf } from '../domain/draft/update-document.ts';
import { decodeUpdate } from './decoded-update.ts';
import { EncodedContent } from './encoded-content.ts';
import { KnownContent, type NewContent } from './known-content.ts';
import { isType, TypeLevels } from './type-levels.ts';
import { scanUpdate } from './update-scanner.ts';

const emptyState = Uint8Array.of(0, 0);

/** A room's content as bytes, without a `Y.Doc`. */
export class RoomContent {
  readonly known = new KnownContent();
  readonly #encoded: EncodedContent;
  /** All of it as one update; null when it has grown since. */
  #state: Uint8Array | null = null;
  /** Null until somebody asks for a level: as long as only text is typed, nobody does. */
  #levels: TypeLevels | null = null;

  constructor({ snapshot, tail }: Pick<LoadedLog, 'snapshot' | 'tail'>) {
    const state = snapshot?.state ?? emptyState;
    const scanned = scanUpdate(state);
    this.#encoded = EncodedContent.of(state, scanned.sections);
    this.known.addState(scanned);
    for (const { update, sequence } of tail) {
      const content = this.known.difference(decodeUpdate(update), () => false);
      if (content.missing.length > 0)
        throw new DamagedLogError(`Entry ${sequence} builds on operations that the log doesn't have.`);
      this.add(content);
    }
  }

  /** Adds what an update brought; nothing of it when that can't be written. */
  add(content: NewContent): void {
    this.#encoded.add(content.structs);
    this.known.add(content);
    this.#levels?.add(content.structs);
    this.#state = null;
  }

  /** How many types the deepest of those that `content` would add lies in; 0 when it has none. */
  deepestType({ structs }: NewContent): number {
    if (!structs.some(({ struct }) => isType(struct))) return 0;
    this.#levels ??= TypeLevels.of(this.state());
    return this.#levels.deepestOf(structs);
  }

  /** All of the content as one update, which is the same for all who ask before it grows. */
  state(): Uint8Array {
    this.#state ??= this.#encoded.encodeAll(this.known.deletions());
    return this.#state;
  }

  /** What somebody with this state vector lacks: the operations, and all deletions. */
  since(stateVector: ReadonlyMap<number, number>): Uint8Array {
    return stateVector.size === 0
      ? this.state()
      : this.#encoded.encodeSince(stateVector, this.known.deletions());
  }

  /** A document of its own with all of the content. */
  document(): Y.Doc {
    return documentOf([this.state()]);
  }
}
