import type { BlockChange, FieldChange } from '../../content/index.ts';

/** Payload of `DRAFT_CHANGED`: what one member changed in a draft over a short window. */
export interface DraftChangedPayload {
  readonly draftId: string;
  /** Places in the update log of the first and the last entry that the event covers. */
  readonly fromSequence: number;
  readonly toSequence: number;
  readonly blocks: readonly BlockChange[];
  readonly fields: readonly FieldChange[];
  /** Unicode code points. */
  readonly charactersInserted: number;
  readonly charactersDeleted: number;
  readonly excerpt: string;
}
