import { readContent, readFields } from '../../content/index.ts';
import type { LoadedLog } from './loaded-log.ts';
import type { DraftSnapshot } from './types.ts';
import { toDocument } from './update-document.ts';

/** A draft's content as it is stored. */
export type LiveContent = Omit<DraftSnapshot, 'draftId' | 'authorIds'>;

/** The content of what was loaded. */
export function toContent(loaded: LoadedLog): LiveContent {
  const doc = toDocument(loaded);
  try {
    return {
      sequence: loaded.head.sequence,
      headHash: loaded.head.hash,
      content: readContent(doc),
      fields: readFields(doc),
    };
  } finally {
    doc.destroy();
  }
}
