import { describe, expect, it } from 'vitest';
import { roles, type Role, type Viewer } from '../../src/auth/viewer.ts';
import {
  manageAdministratorsVerdict,
  manageMembershipVerdict,
  readEmailVerdict,
  readMembersVerdict,
} from '../../src/domain/membership/policy.ts';

const own = 'a'.repeat(24);
function viewer(...held: Role[]): Viewer {
  return {
    memberId: own,
    sessionId: null,
    displayName: 'x',
    organisation: 'x',
    roles: new Set(held),
    subcommittees: new Map([['b'.repeat(24), 'LEAD']]),
    expiresAt: new Date('2100-01-01'),
  };
}

const allowed = (rule: (viewer: Viewer) => { allowed: boolean }) =>
  roles.filter((role) => rule(viewer(role)).allowed);

describe('membership policy', () => {
  it('gives each right to just these roles', () => {
    expect(allowed(manageMembershipVerdict)).toEqual(['ADMINISTRATOR', 'SECRETARIAT']);
    expect(allowed(manageAdministratorsVerdict)).toEqual(['ADMINISTRATOR']);
    expect(allowed(readMembersVerdict)).toEqual(roles);
    expect(allowed((who) => readEmailVerdict(who, { id: 'c'.repeat(24) }))).toEqual([
      'ADMINISTRATOR',
      'SECRETARIAT',
    ]);
  });

  it('gives no right to a lead without a role, but to read members and the own address', () => {
    expect(manageMembershipVerdict(viewer()).allowed).toBe(false);
    expect(manageAdministratorsVerdict(viewer()).allowed).toBe(false);
    expect(readMembersVerdict(viewer()).allowed).toBe(true);
    expect(readEmailVerdict(viewer(), { id: own }).allowed).toBe(true);
    expect(readEmailVerdict(viewer(), { id: 'c'.repeat(24) }).allowed).toBe(false);
  });

  it('gives none to nobody, and says why', () => {
    for (const rule of [manageMembershipVerdict, manageAdministratorsVerdict, readMembersVerdict]) {
      expect(rule(null)).toEqual({ allowed: false, code: 'FORBIDDEN', reason: 'Sign in first.' });
    }
    expect(readEmailVerdict(null, { id: own }).allowed).toBe(false);
  });
});
