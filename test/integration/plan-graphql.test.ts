import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApplicationData, type ApplicationProcess } from '../support/application.ts';
import { ApiUser } from '../support/graphql.ts';
import {
  administratorEnvironment,
  assembleTaskForce,
  createKeyTask,
  type TaskForce,
} from '../support/task-force.ts';

let data: ApplicationData;
let app: ApplicationProcess;
let force: TaskForce;
beforeAll(async () => {
  data = await ApplicationData.create();
  app = await data.start(administratorEnvironment);
  force = await assembleTaskForce(app.url);
});
afterAll(async () => {
  await app.terminate();
  await data.remove();
});

/** Calls a mutation; `selection` is what the payload is asked for beside its errors. */
function call<T>(
  who: ApiUser,
  mutation: string,
  options: { input: Record<string, unknown>; selection: string },
) {
  const name = mutation.charAt(0).toUpperCase() + mutation.slice(1);
  return who.mutate<T>(
    `mutation ($input: ${name}Input!) { result: ${mutation}(input: $input) { ${options.selection} userErrors { code message field } } }`,
    options.input,
  );
}

const keyTaskFields =
  'keyTask { id title englishTitle position state strategy { id title } mergedInto { id } }';
interface KeyTaskResult {
  readonly keyTask: Record<string, unknown> & { id: string };
}

describe('plans and key tasks over GraphQL', () => {
  it('a plan is made, changed and read, also by nobody', async () => {
    const { secretariat } = force.people;
    const { plan } = await call<{ plan: { id: string } }>(secretariat, 'createPlan', {
      input: {
        title: '제4차 계획',
        englishTitle: 'Fourth plan',
        periodStart: 2025,
        periodEnd: 2027,
        predecessorId: force.planId,
        vision: '비전',
        ballotRule: { quorum: 0.6, majority: 0.66 },
      },
      selection: 'plan { id }',
    });
    await call(secretariat, 'updatePlan', {
      input: { planId: plan.id, title: '제4차 기본계획', vision: null },
      selection: 'plan { id }',
    });
    const { plans, node } = await new ApiUser(app.url).query<{
      plans: { nodes: unknown[] };
      node: unknown;
    }>(
      `query ($id: ID!) {
        plans(first: 1) { nodes { id title } pageInfo { hasNextPage } }
        node(id: $id) {
          ... on Plan {
            title englishTitle periodStart periodEnd vision ballotRule { quorum majority }
            predecessor { id strategies { title } } strategies { id } keyTasks { nodes { id } }
            permissions { action allowed code }
          }
        }
      }`,
      { id: plan.id },
    );
    expect(plans).toEqual({
      nodes: [{ id: plan.id, title: '제4차 기본계획' }],
      pageInfo: { hasNextPage: true },
    });
    expect(node).toEqual({
      title: '제4차 기본계획',
      englishTitle: 'Fourth plan',
      periodStart: 2025,
      periodEnd: 2027,
      vision: null,
      ballotRule: { quorum: 0.6, majority: 0.66 },
      predecessor: { id: force.planId, strategies: [{ title: '공공부문 클라우드 전환' }] },
      strategies: [],
      keyTasks: { nodes: [] },
      permissions: ['updatePlan', 'createStrategy', 'createKeyTask', 'submitPlan'].map((action) => ({
        action,
        allowed: false,
        code: 'FORBIDDEN',
      })),
    });
  });

  it('the tree is built, reordered and read as a whole', async () => {
    const { secretariat, lead } = force.people;
    const strategyFields = 'strategy { id title position plan { id } }';
    const { strategy: second } = await call<{ strategy: { id: string } }>(secretariat, 'createStrategy', {
      input: { planId: force.planId, title: '산업 경쟁력', englishTitle: 'Industry' },
      selection: strategyFields,
    });
    const { strategy: third } = await call<{ strategy: { id: string } }>(secretariat, 'createStrategy', {
      input: { planId: force.planId, title: '셋' },
      selection: strategyFields,
    });
    const moved = await call(secretariat, 'moveStrategy', {
      input: { strategyId: second.id, position: 0 },
      selection: strategyFields,
    });
    expect(moved).toMatchObject({ strategy: { position: 0, plan: { id: force.planId } } });
    await call(secretariat, 'renameStrategy', {
      input: { strategyId: second.id, title: '산업 생태계' },
      selection: strategyFields,
    });
    const removed = await call(secretariat, 'removeStrategy', {
      input: { strategyId: third.id },
      selection: 'plan { id }',
    });
    expect(removed).toMatchObject({ plan: { id: force.planId } });

    const [a, b, c] = [
      await createKeyTask(force, '가'),
      await createKeyTask(force, '나'),
      await createKeyTask(force, '다'),
    ];
    const placed = await call<KeyTaskResult>(lead, 'moveKeyTask', {
      input: { keyTaskId: c.id, strategyId: second.id },
      selection: keyTaskFields,
    });
    expect(placed.keyTask).toMatchObject({ position: 0, strategy: { title: '산업 생태계' } });
    await call(lead, 'moveKeyTask', {
      input: { keyTaskId: b.id, strategyId: force.strategyId, position: 0 },
      selection: keyTaskFields,
    });
    const renamed = await call<KeyTaskResult>(lead, 'renameKeyTask', {
      input: { keyTaskId: a.id, title: '가장 먼저', englishTitle: 'First' },
      selection: keyTaskFields,
    });
    expect(renamed.keyTask).toMatchObject({ title: '가장 먼저', englishTitle: 'First' });
    const merged = await call<KeyTaskResult>(secretariat, 'mergeKeyTask', {
      input: { keyTaskId: b.id, intoKeyTaskId: a.id, reason: '내용이 같다' },
      selection: keyTaskFields,
    });
    expect(merged.keyTask).toMatchObject({ state: 'MERGED', mergedInto: { id: a.id } });
    const withdrawn = await call<KeyTaskResult>(lead, 'withdrawKeyTask', {
      input: { keyTaskId: c.id, reason: '다음 계획에서 다룬다' },
      selection: keyTaskFields,
    });
    expect(withdrawn.keyTask).toMatchObject({ state: 'WITHDRAWN' });

    const tree = await force.people.observer.query(
      `query ($id: ID!) {
        node(id: $id) {
          ... on Plan {
            strategies {
              title englishTitle position keyTasks(first: 1) { nodes { title state } pageInfo { hasNextPage } }
              permissions { action allowed code }
            }
            keyTasks(filter: { states: [DRAFTING, MERGED] }) { nodes { title subcommittee { slug } createdBy { displayName } draft { frozen } } }
          }
        }
      }`,
      { id: force.planId },
    );
    const permissions = ['renameStrategy', 'moveStrategy', 'removeStrategy'].map((action) => ({
      action,
      allowed: false,
      code: 'FORBIDDEN',
    }));
    const about = { subcommittee: { slug: 'public-cloud' }, createdBy: { displayName: 'lead' } };
    expect(tree).toEqual({
      node: {
        strategies: [
          {
            title: '산업 생태계',
            englishTitle: 'Industry',
            position: 0,
            keyTasks: { nodes: [{ title: '다', state: 'WITHDRAWN' }], pageInfo: { hasNextPage: false } },
            permissions,
          },
          {
            title: '공공부문 클라우드 전환',
            englishTitle: null,
            position: 1,
            keyTasks: { nodes: [{ title: '가장 먼저', state: 'DRAFTING' }], pageInfo: { hasNextPage: true } },
            permissions,
          },
        ],
        keyTasks: {
          nodes: [
            { title: '가장 먼저', ...about, draft: { frozen: false } },
            { title: '나', ...about, draft: { frozen: true } },
          ],
        },
      },
    });
  });

  it('lists by what a client asks for, and hides from nobody signed in what is not public', async () => {
    const keyTask = await createKeyTask(force, '비공개');
    const list = 'query ($filter: KeyTaskFilter) { keyTasks(filter: $filter) { nodes { title } } }';
    const titles = async (who: ApiUser, filter: Record<string, unknown>) =>
      (await who.query<{ keyTasks: { nodes: { title: string }[] } }>(list, { filter })).keyTasks.nodes.map(
        ({ title }) => title,
      );
    const filter = { planId: force.planId, subcommitteeId: force.subcommitteeId, states: ['DRAFTING'] };
    expect(await titles(force.people.first, { ...filter, mine: true })).toContain('비공개');
    expect(await titles(force.people.reviewer, { ...filter, mine: true })).toEqual([]);
    expect(await titles(force.people.reviewer, { waitingForMyReview: true })).toEqual([]);
    const nobody = new ApiUser(app.url);
    expect(await titles(nobody, filter)).toEqual([]);
    expect(await nobody.query('query ($id: ID!) { node(id: $id) { id } }', { id: keyTask.id })).toEqual({
      node: null,
    });
  });

  it('every change is an event with what it was about', async () => {
    const { activity } = await force.people.observer.query<{
      activity: { nodes: Record<string, unknown>[] };
    }>(
      `query ($filter: ActivityFilter) {
        activity(filter: $filter, first: 100) {
          nodes {
            kind actor { displayName }
            ... on StrategyChanged { title strategyChange: change strategy { title } plan { id } }
            ... on KeyTaskChanged { title keyTaskChange: change keyTask { title } }
            ... on KeyTaskStateChanged { from to reason keyTask { title mergedInto { title } } }
            ... on PlanChanged { planChange: change plan { id } }
          }
        }
      }`,
      { filter: { planId: force.planId } },
    );
    const secretariat = { displayName: 'secretariat' };
    expect(activity.nodes).toContainEqual({
      kind: 'PLAN_CHANGED',
      actor: secretariat,
      planChange: 'CREATED',
      plan: { id: force.planId },
    });
    expect(activity.nodes).toContainEqual({
      kind: 'STRATEGY_CHANGED',
      actor: secretariat,
      title: '셋',
      strategyChange: 'REMOVED',
      strategy: null,
      plan: { id: force.planId },
    });
    expect(activity.nodes).toContainEqual({
      kind: 'KEY_TASK_CHANGED',
      actor: { displayName: 'lead' },
      title: '가장 먼저',
      keyTaskChange: 'RENAMED',
      keyTask: { title: '가장 먼저' },
    });
    expect(activity.nodes).toContainEqual({
      kind: 'KEY_TASK_STATE_CHANGED',
      actor: secretariat,
      from: 'DRAFTING',
      to: 'MERGED',
      reason: '내용이 같다',
      keyTask: { title: '나', mergedInto: { title: '가장 먼저' } },
    });
    // Nobody signed in hears of plans, not of what goes on inside.
    const open = await new ApiUser(app.url).query<{
      activity: { nodes: { kind: string; actor: unknown }[] };
    }>(
      'query ($filter: ActivityFilter) { activity(filter: $filter, first: 100) { nodes { kind actor { id } } } }',
      { filter: { planId: force.planId } },
    );
    expect(open.activity.nodes).toEqual([{ kind: 'PLAN_CHANGED', actor: null }]);
  });
});
