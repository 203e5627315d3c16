import { ApiUser } from './graphql.ts';

const administrator = { email: 'admin@example.org', password: 'a long enough password' };

/** Environment that makes the first administrator on an empty database. */
export const administratorEnvironment = {
  ADMIN_EMAIL: administrator.email,
  ADMIN_PASSWORD: administrator.password,
};

/** A small task force, set up over the API as a secretariat would. */
export interface TaskForce {
  readonly people: Record<Person, ApiUser>;
  readonly memberIds: Record<Person, string>;
  readonly planId: string;
  readonly strategyId: string;
  readonly subcommitteeId: string;
}

const people = {
  chair: { roles: ['CHAIR'], seat: null },
  secretariat: { roles: ['SECRETARIAT'], seat: null },
  lead: { roles: [], seat: 'LEAD' },
  first: { roles: [], seat: 'MEMBER' },
  second: { roles: [], seat: 'MEMBER' },
  reviewer: { roles: ['REVIEWER'], seat: null },
  observer: { roles: ['OBSERVER'], seat: null },
} as const;
export type Person = keyof typeof people;
const names = Object.keys(people) as Person[];

/** Signs everybody in at `url`. */
export async function signInAll(url: string): Promise<Record<Person, ApiUser>> {
  const entries: [Person, ApiUser][] = [];
  for (const name of names)
    entries.push([name, await ApiUser.signIn(url, `${name}@example.org`, administrator.password)]);
  return Object.fromEntries(entries) as Record<Person, ApiUser>;
}

/** Makes members, one subcommittee, a plan and a strategy through the API. */
export async function assembleTaskForce(url: string): Promise<TaskForce> {
  const admin = await ApiUser.signIn(url, administrator.email, administrator.password);
  const { subcommittee } = await admin.mutate<{ subcommittee: { id: string } }>(
    'mutation ($input: CreateSubcommitteeInput!) { result: createSubcommittee(input: $input) { subcommittee { id } userErrors { code message field } } }',
    { slug: 'public-cloud', name: '공공 클라우드 분과' },
  );
  const memberIds: Partial<Record<Person, string>> = {};
  for (const name of names) {
    const { roles, seat } = people[name];
    const { member } = await admin.mutate<{ member: { id: string } }>(
      'mutation ($input: CreateMemberInput!) { result: createMember(input: $input) { member { id } userErrors { code message field } } }',
      {
        email: `${name}@example.org`,
        displayName: name,
        organisation: `Organisation of ${name}`,
        sector: 'GOVERNMENT',
        roles,
        password: administrator.password,
      },
    );
    memberIds[name] = member.id;
    if (seat === null) continue;
    await admin.mutate(
      'mutation ($input: SeatMemberInput!) { result: seatMember(input: $input) { userErrors { code message field } } }',
      { memberId: member.id, subcommitteeId: subcommittee.id, role: seat },
    );
  }
  const signedIn = await signInAll(url);
  const { plan } = await signedIn.secretariat.mutate<{ plan: { id: string } }>(
    'mutation ($input: CreatePlanInput!) { result: createPlan(input: $input) { plan { id } userErrors { code message field } } }',
    { title: '제3차 클라우드컴퓨팅 기본계획', periodStart: 2022, periodEnd: 2024 },
  );
  const { strategy } = await signedIn.secretariat.mutate<{ strategy: { id: string } }>(
    'mutation ($input: CreateStrategyInput!) { result: createStrategy(input: $input) { strategy { id } userErrors { code message field } } }',
    { planId: plan.id, title: '공공부문 클라우드 전환' },
  );
  return {
    people: signedIn,
    memberIds: memberIds as Record<Person, string>,
    planId: plan.id,
    strategyId: strategy.id,
    subcommitteeId: subcommittee.id,
  };
}

/** Creates a key task as the lead; returns it with its draft. */
export async function createKeyTask(taskForce: TaskForce, title: string) {
  const { keyTask } = await taskForce.people.lead.mutate<{
    keyTask: { id: string; draft: { id: string; collaborationPath: string } };
  }>(
    'mutation ($input: CreateKeyTaskInput!) { result: createKeyTask(input: $input) { keyTask { id draft { id collaborationPath } } userErrors { code message field } } }',
    {
      planId: taskForce.planId,
      strategyId: taskForce.strategyId,
      subcommitteeId: taskForce.subcommitteeId,
      title,
    },
  );
  return keyTask;
}
