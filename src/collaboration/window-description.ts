import type * as Y from 'yjs';
import type { NewEvent } from '../activity/event.ts';
import {
  blocksOf,
  describeChanges,
  describeFieldChanges,
  readContent,
  readFields,
} from '../content/index.ts';
import { mergeChanges, type DraftChange } from '../domain/draft/change-merging.ts';
import type { DraftChangedPayload } from '../domain/draft/events.ts';
import type { DraftRecord } from '../domain/draft/types.ts';
import { applyAll } from '../domain/draft/update-document.ts';
import type { KnownContent } from './known-content.ts';
import { toMemberBatches, type MemberEntry } from './member-batches.ts';

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
  const changes = new Map<string, DraftChange>();
  let before = visible(state.doc);
  for (const batch of toMemberBatches(entries, state.known)) {
    applyAll(
      state.doc,
      batch.entries.map((entry) => entry.update),
    );
    const after = visible(state.doc);
    const change: DraftChange = {
      ...describeChanges(before.blocks, after.blocks),
      fields: describeFieldChanges(before.fields, after.fields),
      fromSequence: batch.entries[0]?.sequence ?? 0,
      toSequence: batch.entries.at(-1)?.sequence ?? 0,
    };
    const earlier = changes.get(batch.memberId);
    changes.set(batch.memberId, earlier === undefined ? change : mergeChanges(earlier, change));
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
