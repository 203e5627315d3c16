import { buildASTSchema, type GraphQLObjectType, type GraphQLSchema } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadTypeDefs } from '../../src/graphql/type-defs.ts';
import { ApplicationData, type ApplicationProcess } from '../support/application.ts';
import { everyField, idsIn, kindOf, typesImplementing } from '../support/every-field.ts';
import { post, type ApiUser } from '../support/graphql.ts';
import { administratorEnvironment, assembleTaskForce, createKeyTask } from '../support/task-force.ts';

/** Every field of every object that there is, asked for over the API: none may fail, whoever asks. */
describe('every field', () => {
  let data: ApplicationData;
  let app: ApplicationProcess;
  let member: ApiUser;
  const schema: GraphQLSchema = buildASTSchema(loadTypeDefs());
  const nodes = typesImplementing(schema, 'Node');
  const nodeNames = new Set(nodes.map((type) => type.name));

  beforeAll(async () => {
    data = await ApplicationData.create();
    app = await data.start(administratorEnvironment);
    const taskForce = await assembleTaskForce(app.url);
    await createKeyTask(taskForce, '추진과제');
    member = taskForce.people.secretariat;
    await member.mutate(
      'mutation ($input: CreateWebhookInput!) { result: createWebhook(input: $input) { userErrors { code message field } } }',
      { url: 'http://127.0.0.1:9/', active: false, filter: { planId: taskForce.planId } },
    );
  });
  afterAll(async () => {
    await app.terminate();
    await data.remove();
  });

  async function ask(who: ApiUser | undefined, query: string, variables = {}) {
    const answer = await post(who ?? { url: app.url }, query, variables);
    expect(answer.errors, query).toBeUndefined();
    return answer.data as Record<string, unknown>;
  }

  /** Follows every id from the roots, asking each node for all its fields. Returns how many of each type it saw. */
  async function crawl(who: ApiUser | undefined): Promise<Map<string, number>> {
    const root =
      who === undefined
        ? ''
        : 'members(first: 100) { nodes { __typename id } } webhooks { nodes { __typename id } } viewer { member { __typename id } }';
    const start = await ask(
      who,
      `{ plans { nodes { __typename id } } subcommittees { __typename id } keyTasks { nodes { __typename id } } ${root} }`,
    );
    const seen = new Set<string>();
    const counts = new Map<string, number>();
    let next = idsIn(start, nodeNames);
    while (next.length > 0) {
      const fresh = [...new Set(next)].filter((id) => !seen.has(id));
      fresh.forEach((id) => seen.add(id));
      next = [];
      for (let index = 0; index < fresh.length; index += 10) {
        for (const type of nodes) {
          const ids = fresh.slice(index, index + 10).filter((id) => typeOf(id) === type.name);
          if (ids.length === 0) continue;
          counts.set(type.name, (counts.get(type.name) ?? 0) + ids.length);
          const found = await ask(who, queryOf(type), { ids });
          expect(found['nodes'], type.name).not.toContain(null);
          next.push(...idsIn(found, nodeNames));
        }
      }
    }
    return counts;
  }

  const typeOf = (id: string) => Buffer.from(id, 'base64url').toString('utf8').split(':')[0];
  const queryOf = (type: GraphQLObjectType) =>
    `query ($ids: [ID!]!) { nodes(ids: $ids) { ... on ${type.name} ${everyField(type)} } }`;

  it('of every node, for a member', async () => {
    const counts = await crawl(member);
    expect([...counts.keys()]).toEqual(
      expect.arrayContaining(['Plan', 'Strategy', 'Subcommittee', 'Member', 'KeyTask', 'Draft', 'Webhook']),
    );
  });

  it('of every node that nobody signed in may see', async () => {
    const counts = await crawl(undefined);
    expect([...counts.keys()]).toEqual(expect.arrayContaining(['Plan', 'Strategy', 'Subcommittee']));
    for (const hidden of ['Member', 'Draft', 'Review', 'Ballot', 'Decision', 'Webhook'])
      expect(counts.has(hidden)).toBe(false);
  });

  it('of every event', async () => {
    for (const who of [member, undefined]) {
      const seen = new Set<string>();
      for (const type of typesImplementing(schema, 'Event')) {
        const { activity } = (await ask(
          who,
          `query ($kinds: [EventKind!]) { activity(first: 20, filter: { kinds: $kinds }) { nodes { ... on ${type.name} ${everyField(type)} } } }`,
          { kinds: [kindOf(type)] },
        )) as { activity: { nodes: { __typename: string }[] } };
        for (const { __typename } of activity.nodes) {
          expect(__typename).toBe(type.name);
          seen.add(__typename);
        }
      }
      expect(seen.has('PlanChanged')).toBe(true);
      expect(seen.has('MembershipChanged')).toBe(who !== undefined);
      expect(seen.has('KeyTaskChanged')).toBe(who !== undefined);
    }
  });
});
