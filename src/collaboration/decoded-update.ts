import type * as decoding from 'lib0/decoding';
import * as Y from 'yjs';
import { ClockRanges, type ClockRange } from '../domain/draft/clock-ranges.ts';
import { isNestedTooDeeply } from './nesting.ts';
import { TooLargeMessageError } from './protocol.ts';

/** One operation (or several in a row) of a Yjs update. */
export type Struct = Y.Item | Y.GC;

export interface Deletion extends ClockRange {
  readonly client: number;
}

/** What a Yjs update (format V1) says. */
export interface DecodedUpdate {
  /** In the order of the update; of one client in the order of clocks. */
  readonly structs: readonly Struct[];
  readonly deletions: readonly Deletion[];
  /**
   * The bytes are laid out as Yjs writes them: one block of operations for each client, higher client ids first, nothing
   * skipped, and deletions in the order of clocks. Of others `Y.applyUpdate` and `Y.mergeUpdates` lose operations, or take
   * quadratic time: they have to be written anew.
   */
  readonly canonical: boolean;
}

/** The bytes are no update, or one that no Yjs client writes. */
export class MalformedUpdateError extends Error {
  override readonly name = 'MalformedUpdateError';
}

const clientLimit = 2 ** 32;
const clockLimit = 2 ** 31;

/**
 * Decodes an update without applying it to anything. Throws {@link MalformedUpdateError}, and {@link TooLargeMessageError}
 * as soon as it has come to more than `most` operations and ranges of deletions (SPEC.md, CO-9).
 *
 * `Y.applyUpdate` can't be asked: it changes the document before it finds that an update is truncated, allocates what
 * a few bytes tell it to, and takes trailing bytes.
 */
export function decodeUpdate(update: Uint8Array, most = Infinity): DecodedUpdate {
  const { structs, ds, rest, ordered } = read(update, most);
  if (rest > 0) throw new MalformedUpdateError(`${rest} bytes follow the update.`);
  const operations: Struct[] = [];
  let canonical = ordered;
  for (const struct of structs) {
    checkRange(struct.id.client, struct.id.clock, struct.length);
    // A skip says that operations are left out; what follows it then begins beyond what is known.
    if (struct instanceof Y.Skip) canonical = false;
    else operations.push(struct);
  }
  const deletions: Deletion[] = [];
  for (const [client, items] of ds.clients) {
    let last = 0;
    let sorted = true;
    for (const { clock, len } of items) {
      checkRange(client, clock, len);
      if (clock < last) sorted = false;
      last = clock + len;
    }
    const ranges = items.map(({ clock, len }) => ({ start: clock, end: clock + len }));
    for (const range of sorted ? ranges : inOrder(ranges)) deletions.push({ client, ...range });
    canonical &&= sorted;
  }
  return { structs: operations, deletions, canonical };
}

/**
 * Throws {@link MalformedUpdateError} when the update, which a client sent, has values that can't be relied on to be
 * written again: those that are nested too deeply, and documents without a proper name.
 */
export function checkValues({ structs }: DecodedUpdate): void {
  for (const struct of structs) {
    if (!(struct instanceof Y.Item)) continue;
    if (struct.content instanceof Y.ContentDoc && typeof struct.content.doc.guid !== 'string')
      throw new MalformedUpdateError('The name of a document is no text.');
    if (isNestedTooDeeply(valuesOf(struct.content)))
      throw new MalformedUpdateError('A value is nested too deeply.');
  }
}

function valuesOf(content: Y.Item['content']): unknown {
  if (content instanceof Y.ContentAny || content instanceof Y.ContentJSON) return content.arr;
  if (content instanceof Y.ContentEmbed) return content.embed;
  if (content instanceof Y.ContentFormat) return content.value;
  return content instanceof Y.ContentDoc ? content.opts : null;
}

/** The same clocks in ranges that neither overlap nor touch, in their order. */
function inOrder(ranges: readonly ClockRange[]): readonly ClockRange[] {
  const ordered = new ClockRanges();
  ordered.addMany(ranges);
  return ordered.ranges;
}

/** Yjs makes its decoder itself, of the class it is given; the newest one is kept in reach, to see where it stopped. */
class TrackingDecoder extends Y.UpdateDecoderV1 {
  static newest: TrackingDecoder | null = null;
  static most = Infinity;
  ordered = true;
  #lastClient = Infinity;
  #left = TrackingDecoder.most;

  constructor(decoder: decoding.Decoder) {
    super(decoder);
    TrackingDecoder.newest = this;
  }

  /** Called once for each block of operations. */
  override readClient(): number {
    const client = super.readClient();
    if (client >= this.#lastClient) this.ordered = false;
    this.#lastClient = client;
    return client;
  }

  /** Called once for each operation. */
  override readInfo(): number {
    this.#count();
    return super.readInfo();
  }

  /** Called once for each range of deletions. */
  override readDsLen(): number {
    this.#count();
    return super.readDsLen();
  }

  #count(): void {
    this.#left -= 1;
    if (this.#left < 0)
      throw new TooLargeMessageError(`An update may have at most ${TrackingDecoder.most} operations.`);
  }
}

function read(update: Uint8Array, most: number) {
  TrackingDecoder.most = most;
  try {
    const decoded = Y.decodeUpdateV2(update, TrackingDecoder);
    const decoder = TrackingDecoder.newest;
    if (decoder === null) throw new Error('Yjs made no decoder.');
    return { ...decoded, rest: update.length - decoder.restDecoder.pos, ordered: decoder.ordered };
  } catch (error) {
    if (error instanceof TooLargeMessageError) throw error;
    throw new MalformedUpdateError('The update does not decode.', { cause: error });
  } finally {
    TrackingDecoder.newest = null;
  }
}

function checkRange(client: number, clock: number, length: number): void {
  if (client >= clientLimit) throw new MalformedUpdateError('A client id is too large.');
  if (length < 1 || clock + length > clockLimit)
    throw new MalformedUpdateError('An operation is empty or its clock too large.');
}
