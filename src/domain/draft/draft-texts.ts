import type { Json, TextDifference } from '../../content/index.ts';

/** What a draft says at one position of its log. */
export interface DraftText {
  /** ProseMirror JSON of the `content` fragment. */
  readonly content: Json;
  /** The structured fields of the `meta` map. */
  readonly fields: Readonly<Record<string, Json>>;
}

/** A text that is to be compared: a version's canonical form, or a draft's content as updates in their order. */
export type TextSource =
  { readonly form: string } | { readonly title: string; readonly content: readonly Uint8Array[] };

/** Reads and compares texts, which for large ones takes a while: outside of the thread that serves. */
export interface TextMaker {
  text(content: readonly Uint8Array[]): Promise<DraftText>;
  /** What makes `after` out of `before`; null when one of them is nested too deeply to have a canonical form. */
  compare(before: TextSource, after: TextSource): Promise<TextDifference | null>;
}
