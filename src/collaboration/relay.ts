import { Pace } from './pace.ts';
import type { Frame } from './websocket-frame.ts';

/** Who gets frames: for each call, pieces that together are whole frames. */
export interface FrameReader {
  write(...pieces: readonly Uint8Array[]): void;
}

/** From so many readers on, it costs more to write to each of them than to wait for what comes next. */
const crowd = 20;
/** How long frames are gathered in a busy room with many readers, in milliseconds: at least, and at most. */
const minGathering = 8;
const maxGathering = 25;
/** Bytes that are gathered at most. */
const maxBytes = 256 * 1024;

/**
 * Passes frames on to the readers of a room. Those of one turn of the event loop, and in a busy room with many readers
 * those of a few milliseconds, are written to a socket in one go: a write costs about the same whatever is in it.
 */
export class Relay<Reader extends FrameReader> {
  readonly #readers: ReadonlySet<Reader>;
  readonly #pace = new Pace(() => this.#write());
  #waiting: { readonly frame: Frame; readonly from: Reader | null }[] = [];
  #bytes = 0;
  /** How long the last writing to all took, in milliseconds. */
  #writing = 0;

  constructor(readers: ReadonlySet<Reader>) {
    this.#readers = readers;
  }

  /** For all readers but `from`, in the order of the calls. */
  send(frame: Frame, from: Reader | null): void {
    this.#waiting.push({ frame, from });
    this.#bytes += frame.length;
    this.#pace.request(this.#readers.size < crowd ? 0 : this.#gathering());
    if (this.#bytes > maxBytes) this.flush();
  }

  /** Passes on what has been gathered. */
  flush(): void {
    this.#pace.flush();
  }

  /** Twice as long as writing takes: a room has a third of the thread for it, more only where that takes very long. */
  #gathering(): number {
    return Math.min(maxGathering, Math.max(minGathering, 2 * this.#writing));
  }

  #write(): void {
    const begun = performance.now();
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#bytes = 0;
    const all = joined(waiting);
    const senders = new Set(waiting.map(({ from }) => from));
    // A copy: a reader that is too slow leaves while it is written to.
    for (const reader of [...this.#readers]) {
      if (!senders.has(reader)) {
        reader.write(all);
        continue;
      }
      const others = waiting.filter(({ from }) => from !== reader);
      if (others.length > 0) reader.write(joined(others));
    }
    this.#writing = performance.now() - begun;
  }
}

function joined(waiting: readonly { readonly frame: Frame }[]): Frame {
  const [first, ...others] = waiting;
  if (first !== undefined && others.length === 0) return first.frame;
  return Buffer.concat(waiting.map(({ frame }) => frame));
}
