import {
  canonicalJson,
  excerptLength,
  type BlockChange,
  type ChangeSummary,
  type FieldChange,
} from '../../content/index.ts';
import type { EventRecord } from '../../activity/event.ts';
import type { DraftChangedPayload } from './events.ts';

/** What a member changed in a draft. */
export type DraftChange = Omit<DraftChangedPayload, 'draftId'>;

/**
 * `DRAFT_CHANGED` events, in their order, as one for each member and draft; in the order of the last of each. Of a member
 * whose changes undid each other there is none.
 */
export function mergeDraftChanges(events: readonly EventRecord[]): EventRecord[] {
  const merged = new Map<string, EventRecord>();
  for (const event of events) {
    // Written by describeWindow.
    const later = event.payload as unknown as DraftChangedPayload;
    const key = `${later.draftId} ${event.actorId}`;
    const earlier = merged.get(key);
    merged.delete(key);
    const payload =
      earlier === undefined
        ? later
        : { ...later, ...mergeChanges(earlier.payload as unknown as DraftChangedPayload, later) };
    merged.set(key, { ...event, payload: { ...payload } });
  }
  return [...merged.values()].filter(({ payload }) => {
    const { blocks, fields } = payload as unknown as DraftChangedPayload;
    return blocks.length > 0 || fields.length > 0;
  });
}

/** Two changes of one member, one behind the other, as one. What was added and removed again isn't in it. */
export function mergeChanges(earlier: DraftChange, later: DraftChange): DraftChange {
  return {
    ...addUp(earlier, later),
    fromSequence: Math.min(earlier.fromSequence, later.fromSequence),
    toSequence: Math.max(earlier.toSequence, later.toSequence),
    blocks: mergeBlocks(earlier.blocks, later.blocks),
    fields: mergeFields(earlier.fields, later.fields),
  };
}

function addUp(earlier: Omit<ChangeSummary, 'blocks'>, later: Omit<ChangeSummary, 'blocks'>) {
  return {
    charactersInserted: earlier.charactersInserted + later.charactersInserted,
    charactersDeleted: earlier.charactersDeleted + later.charactersDeleted,
    excerpt: joinExcerpts(earlier.excerpt, later.excerpt),
  };
}

function joinExcerpts(earlier: string, later: string): string {
  const characters = [...[earlier, later].filter((text) => text !== '').join(' … ')];
  return characters.length <= excerptLength
    ? characters.join('')
    : `${characters.slice(0, excerptLength - 1).join('')}…`;
}

function mergeBlocks(earlier: readonly BlockChange[], later: readonly BlockChange[]): BlockChange[] {
  const merged = new Map<unknown, BlockChange>();
  for (const change of [...earlier, ...later]) {
    // Blocks without an id can't be told from each other.
    const key = change.blockId ?? change;
    const before = merged.get(key);
    if (before === undefined) merged.set(key, change);
    else if (before.kind === 'ADDED' && change.kind === 'REMOVED') merged.delete(key);
    else merged.set(key, { ...change, ...addUp(before, change), kind: mergedKind(before, change) });
  }
  return [...merged.values()];
}

function mergedKind(earlier: BlockChange, later: BlockChange): BlockChange['kind'] {
  if (later.kind === 'REMOVED') return 'REMOVED';
  return earlier.kind === 'ADDED' ? 'ADDED' : 'CHANGED';
}

function mergeFields(earlier: readonly FieldChange[], later: readonly FieldChange[]): FieldChange[] {
  const merged = new Map(earlier.map((change) => [change.key, change]));
  for (const change of later)
    merged.set(change.key, { ...change, before: (merged.get(change.key) ?? change).before });
  return [...merged.values()].filter(
    (change) => canonicalJson(change.before) !== canonicalJson(change.after),
  );
}
