import { randomBytes } from 'node:crypto';
import type * as AccessTokens from '../../src/auth/access-tokens.ts';
import type { Viewer } from '../../src/auth/viewer.ts';
import type * as Ids from '../../src/graphql/ids.ts';
import { newId, openApplication, viewerOf, type Application } from '../history/application.ts';
import { compiled } from './compiled.ts';

const { createAccessTokens } = await compiled<typeof AccessTokens>('auth/access-tokens.js');
const { toGlobalId } = await compiled<typeof Ids>('graphql/ids.js');

/** Members who are signed in; sockets and requests are theirs in turn. */
const memberCount = 100;
const tokenMinutes = 120;
/** Key tasks whose events are followed, and as many that nobody follows. */
export const taskCount = 100;
/** Key tasks of the plans that are read, five strategies in each. */
export const planSizes = [5, 20, 40] as const;
export type PlanSize = (typeof planSizes)[number];
const strategyCount = 5;

export const databaseName = 'choan';

/** What is in the store that every server gets a copy of. Ids of the database, unless they are said to be global. */
export interface Seed {
  readonly secret: string;
  /** An access token for each member. */
  readonly tokens: readonly string[];
  /** Who changes the tasks: lead of their subcommittee. */
  readonly leadId: string;
  readonly subcommitteeId: string;
  readonly followed: readonly string[];
  readonly unrelated: readonly string[];
  /** Global ids. */
  readonly leadGlobalId: string;
  readonly followedGlobalIds: readonly string[];
  readonly plans: Readonly<Record<PlanSize, string>>;
}

interface Force {
  readonly services: ReturnType<Application['services']>;
  readonly secretariat: Viewer;
  readonly lead: Viewer;
  readonly reviewers: readonly Viewer[];
  readonly subcommitteeId: string;
}

/** Makes a store in `folder` by way of the services, so that it is what real work leaves. */
export async function seedStore(folder: string): Promise<Seed> {
  const application = await openApplication({ folder, databaseName });
  const services = application.services();
  const memberIds = await makeMembers(application, services);
  const secret = randomBytes(32).toString('hex');
  const tokens = await signIn(application, memberIds, secret);
  const [secretariatId, leadId, ...others] = memberIds as [string, string, ...string[]];
  const secretariat = viewerOf(secretariatId, { roles: ['SECRETARIAT', 'CHAIR'] });
  const { id: subcommitteeId } = await services.membership.createSubcommittee(secretariat, {
    slug: 'bench',
    name: '분과',
  });
  await services.membership.seatMember(secretariat, leadId, { subcommitteeId, role: 'LEAD' });
  const force: Force = {
    services,
    secretariat,
    lead: viewerOf(leadId, { subcommitteeId }),
    reviewers: others.slice(0, 2).map((id) => viewerOf(id, { roles: ['REVIEWER'] })),
    subcommitteeId,
  };
  const tasks = await makeFollowed(force);
  const plans = {} as Record<PlanSize, string>;
  for (const size of planSizes) plans[size] = toGlobalId('Plan', await makePlan(force, size));
  await application.close();
  const followed = tasks.slice(0, taskCount);
  return {
    secret,
    tokens,
    leadId,
    subcommitteeId,
    followed,
    unrelated: tasks.slice(taskCount),
    leadGlobalId: toGlobalId('Member', leadId),
    followedGlobalIds: followed.map((id) => toGlobalId('KeyTask', id)),
    plans,
  };
}

async function makeMembers(application: Application, { membership }: Force['services']): Promise<string[]> {
  const members = await application.transact((tx) =>
    membership.importMembers(
      tx,
      Array.from({ length: memberCount }, (_, index) => ({
        email: `member-${index}@bench.example`,
        displayName: `위원 ${index}`,
        organisation: '기관',
        sector: 'GOVERNMENT' as const,
        roles: index === 2 || index === 3 ? (['REVIEWER'] as const) : [],
      })),
    ),
  );
  return members.map(({ id }) => id);
}

async function signIn(application: Application, memberIds: readonly string[], secret: string) {
  const createdAt = new Date();
  const expiresAt = new Date(createdAt.getTime() + 86_400_000);
  const sessions = memberIds.map((memberId) => ({ id: newId(), memberId, createdAt, expiresAt }));
  await application.transact(async ({ session }) => {
    for (const record of sessions) await application.stores.auth.insertSession(record, session);
  });
  const accessTokens = createAccessTokens({ secret, minutes: tokenMinutes, clock: () => new Date() });
  return Promise.all(
    sessions.map(
      async ({ id: sessionId, memberId }) => (await accessTokens.issue({ memberId, sessionId })).token,
    ),
  );
}

const period = { periodStart: 2027, periodEnd: 2029 };

/** The key tasks that are changed while their events are followed. */
async function makeFollowed({ services, secretariat, lead, subcommitteeId }: Force): Promise<string[]> {
  const plan = await services.plans.create(secretariat, { title: '기본계획', ...period });
  const ids: string[] = [];
  for (let task = 0; task < 2 * taskCount; task += 1) {
    const keyTask = await services.keyTasks.create(lead, {
      planId: plan.id,
      subcommitteeId,
      title: `과제 ${task}`,
    });
    ids.push(keyTask.id);
  }
  return ids;
}

/** A plan each of whose tasks has two versions, the later one with two reviews. */
async function makePlan({ services, secretariat, lead, reviewers, subcommitteeId }: Force, size: PlanSize) {
  const { plans, keyTasks, drafts, versions, reviews } = services;
  const plan = await plans.create(secretariat, { title: `계획 ${size}`, ...period });
  const strategies: string[] = [];
  for (let index = 0; index < strategyCount; index += 1)
    strategies.push((await plans.createStrategy(secretariat, plan.id, { title: `전략 ${index}` })).id);
  for (let task = 0; task < size; task += 1) {
    const { id: keyTaskId, draftId } = await keyTasks.create(lead, {
      planId: plan.id,
      strategyId: strategies[task % strategyCount]!,
      subcommitteeId,
      title: `과제 ${task}`,
    });
    const write = (markdown: string) => drafts.importMarkdown(lead, { draftId, markdown, mode: 'REPLACE' });
    await write(`클라우드 이용을 늘린다 (${size}-${task}).`);
    await versions.nameVersion(lead, { keyTaskId, name: '1차안' });
    await write(`모든 기관이 클라우드를 쓴다 (${size}-${task}).`);
    const { version } = await versions.submitVersion(lead, {
      keyTaskId,
      name: '2차안',
      reviewerIds: reviewers.map(({ memberId }) => memberId),
    });
    const { contentHash } = version;
    for (const reviewer of reviewers)
      await reviews.submitReview(reviewer, { keyTaskId, contentHash, verdict: 'APPROVE', remarks: null });
  }
  return plan.id;
}
