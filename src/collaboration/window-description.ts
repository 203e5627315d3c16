import type * as Y from 'yjs';
import type { NewEvent } from '../activity/event.ts';
import {
  blocksOf,
  canonicalJson,
  describeChanges,
  describeFieldChanges,
  excerptLength,
  readContent,
  readFields,
  type BlockChange,
  type ChangeSummary,
  type FieldChange,
} from '../content/index.ts';
import type { DraftChangedPayload } from '../domain/draft/events.ts';
import type { DraftRecord } from '../domain/draft/types.ts';
import { applyAll } from '../domain/draft/update-document.ts';
import type { KnownContent } from './known-content.ts';
import { toMemberBatches, type MemberEntry } from './member-batches.ts';

type Change = Omit<DraftChangedPayload, 'draftId'>;

/** What events say of the draft. */
export type DescribedDraft = Pick<DraftRecord, 'id' | 'planId' | 'subcommitteeId' | 'keyTaskId'>;

/**
 * What each member changed in a window: `DRAFT_CHANGED` events, in the order in which the members began. Members whose
 * entries change nothing that can be seen have none. Brings `doc` and `known` forward by the entries.
 */
export function describeWindow(
  draft: DescribedDraft,
  entries: readonly MemberEntry[],
  state: { readonly doc: Y.Doc; readonly known: KnownContent },
): NewEvent[] {
  const changes = new Map<string, Change>();
  let before = visible(state.doc);
  for (const batch of toMemberBatches(entries, state.known)) {
    applyAll(
      state.doc,
      batch.entries.map((entry) => entry.update),
    );
    const after = visible(state.doc);
    const change: Change = {
      ...describeChanges(before.blocks, after.blocks),
      fields: describeFieldChanges(before.fields, after.fields),
      fromSequence: batch.entries[0]?.sequence ?? 0,
      toSequence: batch.entries.at(-1)?.sequence ?? 0,
    };
    const earlier = changes.get(batch.memberId);
    changes.set(batch.memberId, earlier === undefined ? change : merge(earlier, change));
    before = after;
  }
  return [...changes]
    .filter(([, change]) => change.blocks.length > 0 || change.fields.length > 0)
    .map(([memberId, change]) => ({
      kind: 'DRAFT_CHANGED',
      actorId: memberId,
      planId: draft.planId,
      subcommitteeId: draft.subcommitteeId,
      keyTaskId: draft.keyTaskId,
      visibility: 'MEMBERS',
      payload: { draftId: draft.id, ...change } satisfies DraftChangedPayload,
    }));
}

function visible(doc: Y.Doc) {
  return { blocks: blocksOf(readContent(doc)), fields: readFields(doc) };
}

/** Two changes of one member in one window as one. */
function merge(earlier: Change, later: Change): Change {
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
