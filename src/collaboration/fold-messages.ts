import type { NewEvent } from '../activity/event.ts';
import type { TextDifference } from '../content/index.ts';
import type { Blame } from '../domain/draft/blame.ts';
import type { DraftText } from '../domain/draft/draft-texts.ts';
import type { LogHead } from '../domain/draft/store.ts';
import type { MemberEntry } from './member-batches.ts';
import type { DescribedDraft } from './window-description.ts';

/** Several updates (or other bytes) in one piece of memory, which is handed from one thread to the other. */
export interface PackedUpdates {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Bytes of each, in their order. */
  readonly lengths: readonly number[];
}

/** A draft's content that the worker may not have; null: it is said first whether it has. */
export type Base = PackedUpdates | null;

/** Entries of a log, their updates packed. */
export interface PackedEntries {
  readonly entries: readonly Omit<MemberEntry, 'update'>[];
  readonly updates: PackedUpdates;
}

/** What each member changed in the entries behind `from`, up to `to`. The worker's document is at `to` afterwards. */
export interface DescribeRequest {
  readonly kind: 'describe';
  readonly draft: DescribedDraft;
  readonly from: LogHead;
  readonly to: LogHead;
  readonly window: PackedEntries;
  /** The content at `from`. */
  readonly base: Base;
  /** Whether the document keeps what is deleted, as it must where entries contradict each other. */
  readonly keepDeleted: boolean;
}

/** The whole content at `head` as one update. */
export interface SnapshotRequest {
  readonly kind: 'snapshot';
  readonly draftId: string;
  readonly head: LogHead;
  /** The content at `head`. */
  readonly base: Base;
}

/** The draft's document isn't needed any more. */
export interface ForgetRequest {
  readonly kind: 'forget';
  readonly draftId: string;
}

/** Who wrote what of a draft. The worker keeps nothing of it. */
export interface BlameRequest {
  readonly kind: 'blame';
  readonly content: PackedUpdates;
  /** Attribution records, as `encodeAttribution` writes them. */
  readonly records: PackedUpdates;
  readonly upTo: number;
}

/** What a draft says. The worker keeps nothing of it. */
export interface TextRequest {
  readonly kind: 'text';
  readonly content: PackedUpdates;
}

/** A text to compare: a version's canonical form, or a draft's content under its title. */
export type PackedText =
  { readonly form: string } | { readonly title: string; readonly content: PackedUpdates };

/** What makes one text out of another. The worker keeps nothing of it. */
export interface CompareRequest {
  readonly kind: 'compare';
  readonly before: PackedText;
  readonly after: PackedText;
}

export type FoldRequest =
  DescribeRequest | SnapshotRequest | ForgetRequest | BlameRequest | TextRequest | CompareRequest;

export interface FoldResults {
  readonly describe: readonly NewEvent[];
  readonly snapshot: Uint8Array<ArrayBuffer>;
  readonly forget: null;
  readonly blame: Blame;
  readonly text: DraftText;
  readonly compare: TextDifference | null;
}

/**
 * How a request ended. `UNKNOWN`: the worker doesn't have the draft at that place, and needs its content.
 * `CONTRADICTORY`: the entries can only be applied to a document that keeps what is deleted.
 */
export type FoldOutcome<Result> =
  { readonly outcome: 'DONE'; readonly result: Result } | { readonly outcome: 'UNKNOWN' | 'CONTRADICTORY' };

/** What the worker is sent. */
export interface FoldJob {
  readonly id: number;
  readonly request: FoldRequest;
}

/** What the worker answers. */
export type FoldReply = { readonly id: number } & (
  | FoldOutcome<FoldResults[keyof FoldResults]>
  | { readonly outcome: 'FAILED'; readonly message: string; readonly stack: string | undefined }
);

export function packUpdates(updates: readonly Uint8Array[]): PackedUpdates {
  const lengths = updates.map((update) => update.length);
  const bytes = new Uint8Array(lengths.reduce((sum, length) => sum + length, 0));
  let position = 0;
  for (const update of updates) {
    bytes.set(update, position);
    position += update.length;
  }
  return { bytes, lengths };
}

/** Reverses {@link packUpdates}, without copying. */
export function unpackUpdates({ bytes, lengths }: PackedUpdates): Uint8Array[] {
  let position = 0;
  return lengths.map((length) => {
    position += length;
    return bytes.subarray(position - length, position);
  });
}

/** The memory that a request hands over: the sender can't read it any more. */
export function transferOf(request: FoldRequest): ArrayBuffer[] {
  return packedOf(request).flatMap((updates) => (updates === null ? [] : [updates.bytes.buffer]));
}

function packedOf(request: FoldRequest): readonly Base[] {
  switch (request.kind) {
    case 'describe':
      return [request.base, request.window.updates];
    case 'snapshot':
      return [request.base];
    case 'forget':
      return [];
    case 'blame':
      return [request.content, request.records];
    case 'text':
      return [request.content];
    case 'compare':
      return [request.before, request.after].map((text) => ('form' in text ? null : text.content));
  }
}
