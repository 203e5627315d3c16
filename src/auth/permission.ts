import type { DomainErrorCode } from '../errors.ts';
import type { Verdict } from './verdict.ts';

/** Whether the viewer may call a mutation on an object, as the API's `permissions` fields list it. */
export interface PermissionRecord {
  /** Name of the mutation. */
  readonly action: string;
  readonly allowed: boolean;
  readonly code: DomainErrorCode | null;
  readonly reason: string | null;
}

/** A policy's verdict on `action`, the name of a mutation. */
export function toPermission(action: string, verdict: Verdict): PermissionRecord {
  return verdict.allowed
    ? { action, allowed: true, code: null, reason: null }
    : { action, allowed: false, code: verdict.code, reason: verdict.reason };
}
