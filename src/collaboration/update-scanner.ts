import type { Deletion } from './decoded-update.ts';

/** Operations that an update has of one client, one behind the other: where their bytes are, and which clocks they have. */
export interface ClientSection {
  readonly client: number;
  /** Clock of the first operation. */
  readonly start: number;
  /** Clock behind the last one. */
  readonly end: number;
  /** Number of structs, each of one or several operations. */
  readonly count: number;
  /** Bytes of the structs: `[from, to)` of the update. */
  readonly from: number;
  readonly to: number;
}

export interface ScannedUpdate {
  /** In the order of the update; a client with many operations has several, one behind the other. */
  readonly sections: readonly ClientSection[];
  readonly deletions: readonly Deletion[];
}

/** A section is this large at most, but for its last struct, in bytes: what is looked for in it is found soon. */
const maxSection = 64 * 1024;

/** Info bytes and their bits, as yjs/src/utils/encoding.js and structs/Item.js write them. */
const gc = 0;
const skip = 10;
const contentMask = 0b0001_1111;
const hasParentSub = 0b0010_0000;
const hasRightOrigin = 0b0100_0000;
const hasOrigin = 0b1000_0000;
/** Content types of items (`contentRefs` in structs/Item.js). */
const contents = { deleted: 1, json: 2, binary: 3, string: 4, embed: 5, format: 6, type: 7, any: 8, doc: 9 };
/** Types that have a name (structs/ContentType.js): `XmlElement` and `XmlHook`. */
const namedTypes = [3, 5];

/**
 * Finds where in an update (format V1) the operations of each client are, without building anything of them: tens of
 * megabytes take as long as reading them does, where decoding takes ten times the time and memory. For updates that the
 * server made itself; what comes from elsewhere goes through `decodeUpdate`. Throws on a skip, which a whole state
 * doesn't have, and on bytes that are no update.
 */
export function scanUpdate(update: Uint8Array): ScannedUpdate {
  const scanner = new Scanner(update);
  const sections: ClientSection[] = [];
  for (let left = scanner.number(); left > 0; left -= 1) {
    const count = scanner.number();
    const client = scanner.number();
    let start = scanner.number();
    let from = scanner.position;
    let end = start;
    let structs = 0;
    for (let struct = 1; struct <= count; struct += 1) {
      end += scanner.struct();
      structs += 1;
      if (struct < count && scanner.position - from < maxSection) continue;
      sections.push({ client, start, end, count: structs, from, to: scanner.position });
      [start, from, structs] = [end, scanner.position, 0];
    }
  }
  const deletions: Deletion[] = [];
  for (let left = scanner.number(); left > 0; left -= 1) {
    const client = scanner.number();
    for (let ranges = scanner.number(); ranges > 0; ranges -= 1) {
      const start = scanner.number();
      deletions.push({ client, start, end: start + scanner.number() });
    }
  }
  if (scanner.position !== update.length) throw new Error('The update ends elsewhere than its bytes do.');
  return { sections, deletions };
}

/**
 * The struct that has `clock` among `bytes` of structs, of which the first has the clock `start`: its own clock, where it
 * begins and ends, and how many are before it. Throws when none has it.
 */
export function findStruct(bytes: Uint8Array, start: number, clock: number) {
  const scanner = new Scanner(bytes);
  for (let before = 0, at = start; ; before += 1) {
    const from = scanner.position;
    const end = at + scanner.struct();
    if (end > clock) return { start: at, from, to: scanner.position, before };
    at = end;
  }
}

/** What a struct is placed by: the type that it names as its parent, an operation beside it, or nothing that has an id. */
export type Placing = 'parent' | 'sibling' | null;

/** A struct of an update: its operations, and what it is placed by. */
export interface ScannedStruct {
  readonly client: number;
  /** Clock of its first operation. */
  readonly start: number;
  readonly placing: Placing;
  /** Id of the parent or of the sibling. */
  readonly byClient: number;
  readonly byClock: number;
}

/** Calls `visit` for each struct of an update like those of {@link scanUpdate}, in their order. */
export function visitStructs(update: Uint8Array, visit: (struct: ScannedStruct) => void): void {
  const scanner = new Scanner(update);
  for (let left = scanner.number(); left > 0; left -= 1) {
    const count = scanner.number();
    const client = scanner.number();
    let start = scanner.number();
    for (let struct = 1; struct <= count; struct += 1) {
      const length = scanner.struct();
      const { placing, byClient, byClock } = scanner;
      visit({ client, start, placing, byClient, byClock });
      start += length;
    }
  }
}

class Scanner {
  position = 0;
  /** Of the last struct: see {@link ScannedStruct}. */
  placing: Placing = null;
  byClient = 0;
  byClock = 0;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** A variable-length number (lib0's var-uint). */
  number(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.#byte();
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  }

  /** One struct. Returns how many operations it stands for. */
  struct(): number {
    const info = this.#byte();
    this.placing = null;
    if (info === skip) throw new Error('Operations are left out of the update.');
    if ((info & contentMask) === gc) return this.number();
    // The right neighbour says something only where there is no left one.
    if ((info & hasRightOrigin) !== 0 && (info & hasOrigin) !== 0) {
      this.#placedBy('sibling');
      this.number();
      this.number();
    } else if ((info & (hasOrigin | hasRightOrigin)) !== 0) this.#placedBy('sibling');
    else {
      if (this.number() === 1) this.#block();
      else this.#placedBy('parent');
      if ((info & hasParentSub) !== 0) this.#block();
    }
    return this.#content(info & contentMask);
  }

  #content(type: number): number {
    switch (type) {
      case contents.deleted:
        return this.number();
      case contents.json: {
        const length = this.number();
        for (let index = 0; index < length; index += 1) this.#block();
        return length;
      }
      case contents.string:
        return this.#string();
      case contents.binary:
      case contents.embed:
        this.#block();
        return 1;
      case contents.format:
        this.#block();
        this.#block();
        return 1;
      case contents.type:
        if (namedTypes.includes(this.number())) this.#block();
        return 1;
      case contents.any: {
        const length = this.number();
        for (let index = 0; index < length; index += 1) this.#any();
        return length;
      }
      case contents.doc:
        this.#block();
        this.#any();
        return 1;
      default:
        throw new Error(`There is no content of type ${type}.`);
    }
  }

  #placedBy(placing: Placing): void {
    this.placing = placing;
    this.byClient = this.number();
    this.byClock = this.number();
  }

  /** Bytes, or a string, behind their length. */
  #block(): void {
    this.#skip(this.number());
  }

  /** A string of UTF-8. Returns its length in UTF-16 code units, which are what Yjs counts. */
  #string(): number {
    const length = this.number();
    const from = this.position;
    this.#skip(length);
    let units = 0;
    for (let index = from; index < this.position; index += 1) {
      const byte = this.#bytes[index] ?? 0;
      // Each character begins with a byte that continues none; those of four bytes are two units.
      if ((byte & 0b1100_0000) !== 0b1000_0000) units += byte >= 0b1111_0000 ? 2 : 1;
    }
    return units;
  }

  /** A value as lib0's `writeAny` writes it. */
  #any(): void {
    const type = this.#byte();
    switch (type) {
      case 127: // undefined
      case 126: // null
      case 121: // false
      case 120: // true
        return;
      case 125: // an integer, 7 bits a byte but for the first, which has the sign
        while (this.#byte() >= 128);
        return;
      case 124:
        this.#skip(4);
        return;
      case 123:
      case 122:
        this.#skip(8);
        return;
      case 119: // a string
      case 116: // bytes
        this.#block();
        return;
      case 118: // an object
        for (let left = this.number(); left > 0; left -= 1) {
          this.#block();
          this.#any();
        }
        return;
      case 117: // an array
        for (let left = this.number(); left > 0; left -= 1) this.#any();
        return;
      default:
        throw new Error(`There is no value of type ${type}.`);
    }
  }

  #byte(): number {
    const byte = this.#bytes[this.position];
    if (byte === undefined) throw new Error('The update ends early.');
    this.position += 1;
    return byte;
  }

  #skip(length: number): void {
    if (length > this.#bytes.length - this.position) throw new Error('The update ends early.');
    this.position += length;
  }
}
