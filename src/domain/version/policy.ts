import type { MaybeViewer } from '../../auth/viewer.ts';
import type { VersionRecord } from './types.ts';

/**
 * A member sees every version, anybody else those that a decision has sealed. Who may name, submit and recall versions
 * is part of the key task's life cycle (`key-task/policy.ts`).
 */
export function maySeeVersion(viewer: MaybeViewer, version: Pick<VersionRecord, 'sealedAt'>): boolean {
  return viewer !== null || version.sealedAt !== null;
}
