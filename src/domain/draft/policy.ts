import { allow, deny, type Verdict } from '../../auth/verdict.ts';
import type { MaybeViewer } from '../../auth/viewer.ts';
import type { DraftRecord } from './types.ts';

/** Drafts are for members; every member reads every draft. */
export function mayReadDraft(viewer: MaybeViewer): boolean {
  return viewer !== null;
}

/** Whether the viewer's place allows editing the draft, whatever its state. */
function editorVerdict(
  viewer: MaybeViewer,
  draft: Pick<DraftRecord, 'subcommitteeId' | 'recusedIds'>,
): Verdict {
  if (viewer === null) return deny('Sign in first.');
  if (draft.recusedIds.includes(viewer.memberId)) return deny('You are recused from this key task.');
  // Chair, reviewers, observers and the Strategy Committee hold no seat: they only read.
  if (viewer.roles.has('SECRETARIAT') || viewer.subcommittees.has(draft.subcommitteeId)) return allow;
  return deny('Only members of the subcommittee that owns the task, and the secretariat, edit its draft.');
}

/** Whether the viewer may edit the draft now. `FROZEN` only for who could edit it otherwise. */
export function editVerdict(
  viewer: MaybeViewer,
  draft: Pick<DraftRecord, 'subcommitteeId' | 'recusedIds' | 'frozen' | 'frozenReason'>,
): Verdict {
  const verdict = editorVerdict(viewer, draft);
  if (!verdict.allowed || !draft.frozen) return verdict;
  return deny(draft.frozenReason ?? 'The draft is frozen.', 'FROZEN');
}
