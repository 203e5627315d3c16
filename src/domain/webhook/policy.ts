import { allow, deny, type Verdict } from '../../auth/verdict.ts';
import type { MaybeViewer } from '../../auth/viewer.ts';

/** Whether the viewer may see and manage webhooks: those who also make members, as a webhook gets what members see. */
export function manageWebhooksVerdict(viewer: MaybeViewer): Verdict {
  if (viewer === null) return deny('Sign in first.');
  if (viewer.roles.has('ADMINISTRATOR') || viewer.roles.has('SECRETARIAT')) return allow;
  return deny('Only the secretariat and administrators may do this.');
}
