import type { Transaction } from '../activity/unit-of-work.ts';
import { hashPassword } from '../auth/password.ts';
import type { Viewer } from '../auth/viewer.ts';
import type { Clock } from '../clock.ts';
import type { MembershipService } from '../domain/membership/service.ts';
import { toViewer } from '../domain/membership/viewer.ts';
import type { SampleAccount } from '../sample-accounts.ts';
import { emailOf, formerMember, people, subcommittees, type Person, type Slug } from './people.ts';

/** Of all sample accounts. It is no secret: it guards invented people on somebody's own machine. */
const samplePassword = 'choan-sample-2021';

/** Longer than any loading takes. */
const actingMs = 3_600_000;

/** The members that have been made, on whose behalf everything else is done. */
export interface TaskForce {
  /** By key (`people.ts`). Throws when there is no such member. */
  viewer(key: string): Viewer;
  subcommitteeId(slug: Slug): string;
  leadOf(slug: Slug): Viewer;
}

/** One hash for all: 41 of them would take longer than everything else. */
export const sampleHash = (): Promise<string> => hashPassword(samplePassword);

/** Makes subcommittees and members in the caller's transaction. */
export async function makeTaskForce(
  tx: Transaction,
  membership: MembershipService,
  { passwordHash, clock }: { readonly passwordHash: string; readonly clock: Clock },
): Promise<TaskForce> {
  const made = await membership.importSubcommittees(tx, subcommittees);
  const subcommitteeIds = new Map(made.map(({ slug, id }) => [slug, id]));
  const subcommitteeId = (slug: Slug) => defined(subcommitteeIds.get(slug), slug);
  const members = await membership.importMembers(
    tx,
    people.map(({ key, seats, ...person }) => ({
      ...person,
      email: emailOf(key),
      seats: seats.map(({ slug, role }) => ({ subcommitteeId: subcommitteeId(slug), role })),
      sample: true,
      passwordHash,
    })),
  );
  const expiresAt = new Date(clock().getTime() + actingMs);
  const viewers = new Map(
    members.map((member) => [member.email, toViewer(member, { sessionId: null, expiresAt })]),
  );
  const viewer = (key: string) => defined(viewers.get(emailOf(key)), key);
  const isLead = (slug: Slug) => (person: Person) =>
    person.seats.some((seat) => seat.slug === slug && seat.role === 'LEAD');
  return {
    viewer,
    subcommitteeId,
    leadOf: (slug) => viewer(defined(people.find(isLead(slug)), slug).key),
  };
}

/** Who can sign in, for the list of sample accounts. */
export function sampleAccounts(): SampleAccount[] {
  const nameOf = new Map<Slug, string>(subcommittees.map(({ slug, name }) => [slug, name]));
  return people
    .filter(({ key }) => key !== formerMember)
    .map(({ key, displayName, roles, seats }) => ({
      email: emailOf(key),
      displayName,
      roles: [...roles, ...seats.map(({ slug, role }) => `${role}: ${nameOf.get(slug) ?? slug}`)],
      password: samplePassword,
    }));
}

function defined<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new Error(`The sample data has no ${name}.`);
  return value;
}
