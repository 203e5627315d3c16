import { afterAll, beforeAll, expect, it } from 'vitest';
import { ApplicationData, type ApplicationProcess } from '../support/application.ts';
import { post } from '../support/graphql.ts';
import { administratorEnvironment, assembleTaskForce, type TaskForce } from '../support/task-force.ts';

let data: ApplicationData;
let app: ApplicationProcess;
let taskForce: TaskForce;
beforeAll(async () => {
  data = await ApplicationData.create();
  app = await data.start(administratorEnvironment);
  taskForce = await assembleTaskForce(app.url);
});
afterAll(async () => {
  await app.terminate();
  await data.remove();
});

const userErrors = 'userErrors { code message field }';
const subcommittees = async () => {
  const answer = await post({ url: app.url }, '{ subcommittees { slug } }');
  return answer.data?.['subcommittees'];
};

// Every mutation of a request had the rights that the member had when the request came.
it('a mutation behind one that takes the rights away is refused', async () => {
  const before = await subcommittees();
  const answer = await post(
    taskForce.people.secretariat,
    `mutation ($roles: SetMemberRolesInput!, $new: CreateSubcommitteeInput!) {
      setMemberRoles(input: $roles) { ${userErrors} }
      createSubcommittee(input: $new) { ${userErrors} }
    }`,
    {
      roles: { memberId: taskForce.memberIds.secretariat, roles: [] },
      new: { slug: 'late', name: '늦은 분과' },
    },
  );
  expect(answer.data).toMatchObject({
    setMemberRoles: { userErrors: [] },
    createSubcommittee: { userErrors: [{ code: 'FORBIDDEN' }] },
  });
  expect(await subcommittees()).toEqual(before);
});

it('a mutation behind the end of the session is refused', async () => {
  const { lead } = taskForce.people;
  const { planId, subcommitteeId } = taskForce;
  const answer = await post(
    lead,
    `mutation ($new: CreateKeyTaskInput!) { signOut { ${userErrors} } createKeyTask(input: $new) { ${userErrors} } }`,
    { new: { planId, subcommitteeId, title: '늦은 과제' } },
  );
  expect(answer.errors?.map(({ extensions }) => extensions?.code)).toEqual(['UNAUTHENTICATED']);
  const { keyTasks } = await taskForce.people.chair.query<{ keyTasks: { nodes: unknown[] } }>(
    '{ keyTasks { nodes { title } } }',
  );
  expect(keyTasks.nodes).toEqual([]);
});

it('mutations of one request that keep their rights all happen', async () => {
  const { chair } = taskForce.people;
  const answer = await post(
    chair,
    `mutation ($a: CreateStrategyInput!, $b: CreateStrategyInput!) {
      a: createStrategy(input: $a) { strategy { title } ${userErrors} }
      b: createStrategy(input: $b) { strategy { title } ${userErrors} }
    }`,
    { a: { planId: taskForce.planId, title: '하나' }, b: { planId: taskForce.planId, title: '둘' } },
  );
  expect(answer.data).toMatchObject({
    a: { strategy: { title: '하나' }, userErrors: [] },
    b: { strategy: { title: '둘' }, userErrors: [] },
  });
});
