import type { NewEvent } from '../../activity/event.ts';
import type { BlockChange, FieldChange } from '../../content/index.ts';
import type { DraftRecord } from './types.ts';

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

/** Payload of `DRAFT_REWRITTEN`: a change that the server made to a draft for a member. */
export interface DraftRewrittenPayload {
  readonly draftId: string;
  readonly change: 'RESTORED' | 'IMPORTED';
  /** A position of the update log that has the change. */
  readonly sequence: number;
  /** The position that was restored; null for an import. */
  readonly restoredSequence: number | null;
}

export function draftRewritten(
  draft: Pick<DraftRecord, 'id' | 'planId' | 'subcommitteeId' | 'keyTaskId'>,
  what: Omit<DraftRewrittenPayload, 'draftId'>,
  actorId: string,
): NewEvent {
  const { id: draftId, planId, subcommitteeId, keyTaskId } = draft;
  const payload: DraftRewrittenPayload = { draftId, ...what };
  const about = { planId, subcommitteeId, keyTaskId, visibility: 'MEMBERS' } as const;
  return { ...about, kind: 'DRAFT_REWRITTEN', actorId, payload: { ...payload } };
}
