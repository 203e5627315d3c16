import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import type { ClockRange } from '../domain/draft/clock-ranges.ts';
import type { Struct } from './decoded-update.ts';
import { findStruct, type ClientSection } from './update-scanner.ts';
import { groupBy, writeDeletions, type StructPart } from './update-writer.ts';

/** Structs of one client that follow each other, as an update (format V1) has them. */
interface Piece {
  readonly start: number;
  readonly end: number;
  readonly count: number;
  readonly bytes: Uint8Array;
}

/** What an update has of one client. */
interface ClientPart {
  readonly client: number;
  readonly header: Uint8Array;
  readonly pieces: readonly Piece[];
}

type Deletions = ReadonlyMap<number, readonly ClockRange[]>;

const nothing: ReadonlyMap<number, number> = new Map();

/** Pieces up to this size are put together, in bytes. */
const maxPiece = 64 * 1024;
/** Text that is typed in one go is one struct up to this length, in UTF-16 code units. */
const maxRun = 4096;

/**
 * All operations of a draft as the bytes that updates have them in, sorted by client: what a joiner lacks is put
 * together by copying, without decoding what is there. (In the format V1 a struct's bytes don't depend on what comes
 * before them.) There are no holes: of each client all clocks from 0 are here.
 */
export class EncodedContent {
  readonly #clients = new Map<number, ClientStructs>();

  /** Takes over `sections` of a whole state; keeps hold of its bytes. */
  static of(state: Uint8Array, sections: readonly ClientSection[]): EncodedContent {
    const content = new EncodedContent();
    for (const { client, start, end, count, from, to } of sections)
      content.#of(client).push({ start, end, count, bytes: state.subarray(from, to) });
    return content;
  }

  /** Adds structs that follow what is here; nothing when one of them can't be written. */
  add(parts: readonly StructPart[]): void {
    const written = [...groupBy(parts, ({ struct }) => struct.id.client)].map(
      ([client, own]) => [client, inPieces(own)] as const,
    );
    for (const [client, pieces] of written) {
      const structs = this.#of(client);
      for (const piece of pieces) {
        if (piece instanceof Y.Item) structs.addText(piece);
        else structs.addPiece(piece);
      }
    }
  }

  /**
   * The update with everything, and all `deletions`, which are by client. From now on its bytes are those that are held
   * here: they would be in memory twice otherwise.
   */
  encodeAll(deletions: Deletions): Uint8Array {
    for (const structs of this.#clients.values()) structs.endRun();
    const parts = this.#parts(nothing);
    const state = assemble(parts, deletions);
    let at = varUint(parts.length).length;
    for (const { client, header, pieces } of parts) {
      at += header.length;
      this.#of(client).moveTo(
        pieces.map((piece) => {
          at += piece.bytes.length;
          return { ...piece, bytes: state.subarray(at - piece.bytes.length, at) };
        }),
      );
    }
    return state;
  }

  /** The update with all operations from `stateVector` on, and all `deletions`, which are by client. */
  encodeSince(stateVector: ReadonlyMap<number, number>, deletions: Deletions): Uint8Array {
    return assemble(this.#parts(stateVector), deletions);
  }

  #parts(stateVector: ReadonlyMap<number, number>): ClientPart[] {
    const parts: ClientPart[] = [];
    // Higher client ids first, as Yjs writes them.
    for (const client of [...this.#clients.keys()].sort((left, right) => right - left)) {
      const from = stateVector.get(client) ?? 0;
      const pieces = this.#of(client).since(client, from);
      if (pieces.length === 0) continue;
      const count = pieces.reduce((sum, piece) => sum + piece.count, 0);
      const header = Buffer.concat([varUint(count), varUint(client), varUint(from)]);
      parts.push({ client, header, pieces });
    }
    return parts;
  }

  #of(client: number): ClientStructs {
    let structs = this.#clients.get(client);
    if (structs === undefined) {
      structs = new ClientStructs();
      this.#clients.set(client, structs);
    }
    return structs;
  }
}

/** The structs of one client in the order of clocks. */
class ClientStructs {
  readonly #pieces: Piece[] = [];
  /** Text that is being typed: more may follow. */
  #run: Y.Item | null = null;

  get end(): number {
    const { id, length } = this.#run ?? { id: null, length: 0 };
    return id === null ? (this.#pieces.at(-1)?.end ?? 0) : id.clock + length;
  }

  addText(text: Y.Item): void {
    this.#mustFollow(text.id.clock);
    if (this.#run !== null && continues(this.#run, text, 0)) {
      this.#run = joined(this.#run, text);
      return;
    }
    this.endRun();
    this.#run = text;
  }

  addPiece(piece: Piece): void {
    this.#mustFollow(piece.start);
    this.endRun();
    this.push(piece);
  }

  endRun(): void {
    if (this.#run !== null) this.push(pieceOf(this.#run, 0));
    this.#run = null;
  }

  /** `pieces` are those that are here, in another place. */
  moveTo(pieces: readonly Piece[]): void {
    this.#pieces.splice(0, this.#pieces.length, ...pieces);
  }

  /** Adds a piece, and puts small ones together so that there are few, each byte being copied few times. */
  push(piece: Piece): void {
    let last = piece;
    for (let before = this.#pieces.at(-1); before !== undefined; before = this.#pieces.at(-1)) {
      const size = before.bytes.length + last.bytes.length;
      if (before.bytes.length > 2 * last.bytes.length || size > maxPiece) break;
      last = {
        start: before.start,
        end: last.end,
        count: before.count + last.count,
        bytes: Buffer.concat([before.bytes, last.bytes]),
      };
      this.#pieces.pop();
    }
    this.#pieces.push(last);
  }

  /** Everything from `clock` on. */
  since(client: number, clock: number): Piece[] {
    const all = this.#run === null ? this.#pieces : [...this.#pieces, pieceOf(this.#run, 0)];
    if (clock === 0) return all;
    const first = all.findIndex(({ end }) => end > clock);
    const cut = all[first];
    if (cut === undefined) return [];
    const rest = all.slice(first + 1);
    return cut.start === clock ? [cut, ...rest] : [...cutAt(client, cut, clock), ...rest];
  }

  #mustFollow(clock: number): void {
    if (clock !== this.end) throw new Error(`Operations are missing before ${clock}.`);
  }
}

function assemble(parts: readonly ClientPart[], deletions: Deletions): Uint8Array {
  const deleted = new Y.UpdateEncoderV1();
  writeDeletions(deleted, deletions);
  return Buffer.concat([
    varUint(parts.length),
    ...parts.flatMap(({ header, pieces }) => [header, ...pieces.map(({ bytes }) => bytes)]),
    deleted.toUint8Array(),
  ]);
}

function varUint(value: number): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, value);
  return encoding.toUint8Array(encoder);
}

function isText(struct: Struct): struct is Y.Item {
  return struct instanceof Y.Item && struct.content instanceof Y.ContentString;
}

/** Whether `struct` from `offset` on is typed behind `run` in one go, so that Yjs has the same as from one struct. */
function continues(run: Y.Item, struct: Struct, offset: number): struct is Y.Item {
  return (
    offset === 0 &&
    isText(struct) &&
    struct.origin !== null &&
    struct.origin.client === run.id.client &&
    struct.origin.clock === run.id.clock + run.length - 1 &&
    Y.compareIDs(struct.rightOrigin, run.rightOrigin) &&
    run.length + struct.length <= maxRun
  );
}

/**
 * One item with the text of both. An item of several operations stands for as many items of one, each with the one
 * before as its origin and the same right origin (`splitItem` in yjs/src/structs/Item.js).
 */
function joined(run: Y.Item, next: Y.Item): Y.Item {
  const content = new Y.ContentString(textOf(run) + textOf(next));
  return new Y.Item(run.id, null, run.origin, null, run.rightOrigin, run.parent, run.parentSub, content);
}

/**
 * Structs of one client as they are held. Text at either end stays text: it may be typed on. All between is written in as
 * few pieces as possible: an update may have a million structs, and one by one they would keep everybody waiting.
 */
function inPieces(parts: readonly StructPart[]): (Piece | Y.Item)[] {
  const whole = withTextsJoined(parts);
  const written: (Piece | Y.Item)[] = [];
  let open: { encoder: Y.UpdateEncoderV1; start: number; end: number; count: number } | null = null;
  const endPiece = () => {
    if (open !== null) {
      const { encoder, ...clocks } = open;
      written.push({ ...clocks, bytes: encoder.toUint8Array() });
    }
    open = null;
  };
  for (const [index, { struct, offset }] of whole.entries()) {
    if (offset === 0 && isText(struct) && (index === 0 || index === whole.length - 1)) {
      endPiece();
      written.push(struct);
      continue;
    }
    const { clock } = struct.id;
    open ??= { encoder: new Y.UpdateEncoderV1(), start: clock + offset, end: clock, count: 0 };
    struct.write(open.encoder, offset);
    open.end = clock + struct.length;
    open.count += 1;
    if (encoding.length(open.encoder.restEncoder) >= maxPiece) endPiece();
  }
  endPiece();
  return written;
}

function withTextsJoined(parts: readonly StructPart[]): StructPart[] {
  const whole: StructPart[] = [];
  for (const part of parts) {
    const last = whole.at(-1);
    const mayGoOn = last?.offset === 0 && isText(last.struct) ? last.struct : null;
    if (mayGoOn !== null && continues(mayGoOn, part.struct, part.offset))
      whole[whole.length - 1] = { struct: joined(mayGoOn, part.struct), offset: 0 };
    else whole.push(part);
  }
  return whole;
}

const textOf = ({ content }: Y.Item): string => (content instanceof Y.ContentString ? content.str : '');

function pieceOf(struct: Struct, offset: number): Piece {
  const encoder = new Y.UpdateEncoderV1();
  struct.write(encoder, offset);
  const { clock } = struct.id;
  return { start: clock + offset, end: clock + struct.length, count: 1, bytes: encoder.toUint8Array() };
}

/** The part of a piece from `clock` on, which is inside of it. */
function cutAt(client: number, piece: Piece, clock: number): Piece[] {
  const { start, from, to, before } = findStruct(piece.bytes, piece.start, clock);
  const count = piece.count - before;
  if (start === clock) return [{ start, end: piece.end, count, bytes: piece.bytes.subarray(from) }];
  const encoder = new Y.UpdateEncoderV1();
  for (const number of [1, 1, client, start]) encoding.writeVarUint(encoder.restEncoder, number);
  encoding.writeUint8Array(encoder.restEncoder, piece.bytes.subarray(from, to));
  encoding.writeVarUint(encoder.restEncoder, 0);
  const rest = new Y.UpdateEncoderV1();
  for (const struct of Y.decodeUpdate(encoder.toUint8Array()).structs) struct.write(rest, clock - start);
  return [
    {
      start: clock,
      end: piece.end,
      count,
      bytes: Buffer.concat([rest.toUint8Array(), piece.bytes.subarray(to)]),
    },
  ];
}
