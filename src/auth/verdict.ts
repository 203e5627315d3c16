import { DomainError, UnauthenticatedError, type DomainErrorCode } from '../errors.ts';
import type { MaybeViewer, Viewer } from './viewer.ts';

/** Answer of a policy: allowed, or not and why. The reason is shown to the viewer. */
export type Verdict =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly code: DomainErrorCode; readonly reason: string };

export const allow: Verdict = { allowed: true };

export function deny(reason: string, code: DomainErrorCode = 'FORBIDDEN'): Verdict {
  return { allowed: false, code, reason };
}

/** Throws the {@link DomainError} that a denying verdict stands for. */
export function enforce(verdict: Verdict): void {
  if (!verdict.allowed) throw new DomainError(verdict.code, verdict.reason);
}

/** The viewer, or an {@link UnauthenticatedError} when nobody is signed in. */
export function requireViewer(viewer: MaybeViewer): Viewer {
  if (viewer === null) throw new UnauthenticatedError('Sign in first.');
  return viewer;
}
