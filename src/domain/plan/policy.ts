import { allow, deny, type Verdict } from '../../auth/verdict.ts';
import type { MaybeViewer } from '../../auth/viewer.ts';

/** Whether the viewer may make plans and change them and their strategies. Anybody may read them. */
export function managePlansVerdict(viewer: MaybeViewer): Verdict {
  if (viewer === null) return deny('Sign in first.');
  if (viewer.roles.has('SECRETARIAT') || viewer.roles.has('CHAIR')) return allow;
  return deny('Only the secretariat and the chair may do this.');
}

/** Whether the viewer may remove a strategy; `occupied` is whether it holds a key task. */
export function removeStrategyVerdict(viewer: MaybeViewer, occupied: boolean): Verdict {
  const verdict = managePlansVerdict(viewer);
  if (verdict.allowed && occupied) {
    return deny('The strategy holds key tasks. Move or withdraw them first.', 'ILLEGAL_TRANSITION');
  }
  return verdict;
}

/** Whether the viewer may add key tasks of a subcommittee to a plan, or of any when none is named. */
export function createKeyTaskVerdict(viewer: MaybeViewer, subcommitteeId: string | null): Verdict {
  if (viewer === null) return deny('Sign in first.');
  const leads =
    subcommitteeId === null
      ? [...viewer.subcommittees.values()].includes('LEAD')
      : viewer.subcommittees.get(subcommitteeId) === 'LEAD';
  if (leads || viewer.roles.has('SECRETARIAT')) return allow;
  return deny('Only the lead of the subcommittee and the secretariat may create its key tasks.');
}
