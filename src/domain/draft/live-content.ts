import type { DraftText, TextMaker } from './draft-texts.ts';
import { updatesOf, type LoadedLog } from './loaded-log.ts';

/** A draft's content as it is stored. */
export interface LiveContent extends DraftText {
  /** Number of log entries in it. */
  readonly sequence: number;
  readonly headHash: string;
}

/** The content of what was loaded. */
export async function toContent(loaded: LoadedLog, texts: Pick<TextMaker, 'text'>): Promise<LiveContent> {
  const text = await texts.text(updatesOf(loaded));
  return { sequence: loaded.head.sequence, headHash: loaded.head.hash, ...text };
}
