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
