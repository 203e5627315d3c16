import { post, type ApiUser, type GraphQLAnswer } from '../graphql.ts';
import type { Proceedings } from './proceedings.ts';

/**
 * How much of what a root field could give it gave; `refused` with UNAUTHENTICATED instead of an answer, `forbidden` with
 * FORBIDDEN.
 */
export type Extent = 'all' | 'published' | 'own' | 'nothing' | 'refused' | 'forbidden';

/** Asks a root field, as somebody would who may; says how much came. */
type Read = (user: ApiUser, proceedings: Proceedings) => Promise<Extent>;

interface Named {
  readonly id: string;
}

/** By the field's name, e.g. `Query.node`. */
export const reads: Readonly<Record<string, Read>> = {
  'Query.plans': async (user, { place }) => {
    const { plans } = await ask<{ plans: { nodes: Named[] } }>(user, '{ plans { nodes { id } } }');
    return has(plans.nodes, place.planId) ? 'all' : 'nothing';
  },
  'Query.subcommittees': async (user) => {
    const { subcommittees } = await ask<{ subcommittees: Named[] }>(user, '{ subcommittees { id } }');
    return subcommittees.length > 1 ? 'all' : 'nothing';
  },
  'Query.keyTasks': async (user, proceedings) => {
    const { keyTasks } = await ask<{ keyTasks: { nodes: Named[] } }>(
      user,
      'query ($filter: KeyTaskFilter) { keyTasks(first: 100, filter: $filter) { nodes { id } } }',
      { filter: { planId: proceedings.place.planId } },
    );
    return extentOf(keyTasks.nodes, proceedings);
  },
  'Query.node': async (user, proceedings) => {
    const { confirmed, drafting } = proceedings;
    const found: (Named | null)[] = [];
    for (const id of [confirmed.keyTaskId, drafting.keyTaskId]) {
      const answer = await ask<{ node: Named | null }>(user, 'query ($id: ID!) { node(id: $id) { id } }', {
        id,
      });
      found.push(answer.node);
    }
    return extentOf(found, proceedings);
  },
  'Query.nodes': async (user, proceedings) => {
    const { confirmed, drafting } = proceedings;
    const ids = [confirmed.keyTaskId, drafting.keyTaskId];
    const source = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }';
    return extentOf((await ask<{ nodes: (Named | null)[] }>(user, source, { ids })).nodes, proceedings);
  },
  'Query.members': async (user) => {
    const answer = await post(user, '{ members { nodes { id } } }');
    const refusal = refusalOf(answer);
    if (refusal !== null) return refusal;
    return (answer.data as { members: { nodes: Named[] } }).members.nodes.length > 1 ? 'all' : 'nothing';
  },
  'Query.webhooks': async (user, { webhookId }) => {
    const answer = await post(user, '{ webhooks(first: 100) { nodes { id } } }');
    const refusal = refusalOf(answer);
    if (refusal !== null) return refusal;
    const { webhooks } = answer.data as { webhooks: { nodes: Named[] } };
    return has(webhooks.nodes, webhookId) ? 'all' : 'nothing';
  },
  'Query.viewer': async (user) => {
    const { viewer } = await ask<{ viewer: unknown }>(user, '{ viewer { member { id } } }');
    return viewer === null ? 'nothing' : 'own';
  },
  'Query.unreadActivity': async (user) => {
    const { unreadActivity } = await ask<{ unreadActivity: unknown }>(user, '{ unreadActivity { count } }');
    return unreadActivity === null ? 'nothing' : 'own';
  },
  'Query.draft': async (user, { drafting }) => {
    const { draft } = await ask<{ draft: unknown }>(
      user,
      'query ($id: ID!) { draft(id: $id, asOf: "2100-01-01T00:00:00.000Z") { plainText } }',
      { id: drafting.draftId },
    );
    return draft === null ? 'nothing' : 'all';
  },
  'Query.plan': async (user, { place }) => {
    const { plan } = await ask<{
      plan: { version: unknown; keyTasks: unknown[]; strategies: unknown[] } | null;
    }>(
      user,
      `query ($id: ID!) { plan(id: $id, asOf: "2100-01-01T00:00:00.000Z") {
        version { id } keyTasks { title } strategies { title }
      } }`,
      { id: place.planId },
    );
    if (plan === null || plan.version === null) return 'nothing';
    return plan.keyTasks.length + plan.strategies.length > 0 ? 'all' : 'published';
  },
  'Query.activityEnd': async (user) => {
    const { activityEnd } = await ask<{ activityEnd: string }>(user, '{ activityEnd }');
    return activityEnd === '' ? 'nothing' : 'all';
  },
  'Query.activity': async (user) => extentOfEvents(await eventsOf(user)),
  'Subscription.activity': async (user) => {
    // From the first entry on that may be seen: the log is replayed, and nothing else comes between.
    const [first, ...rest] = await eventsOf(user);
    if (first === undefined) return 'nothing';
    const client = user.subscriber();
    const source = `subscription ($after: String) { activity(after: $after) { ${eventFields} } }`;
    const told: Told[] = [];
    for await (const { data } of client.iterate<{ activity: Told }>({
      query: source,
      variables: { after: first.cursor },
    })) {
      if (data) told.push(data.activity);
      if (told.length === rest.length) break;
    }
    await client.dispose();
    if (told.some(({ cursor }, index) => cursor !== rest[index]?.cursor))
      throw new Error('The subscription tells something else than the log.');
    return extentOfEvents(told);
  },
  'Subscription.presence': async (user, { drafting }) => {
    const client = user.subscriber();
    const source = 'subscription ($draftId: ID!) { presence(draftId: $draftId) { member { id } } }';
    const iterator = client.iterate<{ presence: unknown[] }>({
      query: source,
      variables: { draftId: drafting.draftId },
    });
    const { value: result } = (await iterator.next()) as {
      value: { data?: { presence: unknown[] } | null; errors?: { extensions?: { code?: unknown } }[] };
    };
    await client.dispose();
    const code = result.errors?.[0]?.extensions?.code;
    // The draft is as good as not there.
    if (code === 'NOT_FOUND' && !result.data) return 'nothing';
    if ((result.data?.presence.length ?? 0) === 0)
      throw new Error(`Nobody is there: ${JSON.stringify(result)}`);
    return 'all';
  },
};

interface Told {
  readonly __typename: string;
  readonly cursor: string;
  readonly state?: string;
}

const eventFields = '__typename cursor ... on PlanSubmissionChanged { state }';

/** Whether an event is told to anybody. */
export function isPublicEvent({
  __typename,
  state,
}: {
  readonly __typename?: unknown;
  readonly state?: unknown;
}) {
  return (
    __typename === 'PlanChanged' ||
    __typename === 'PlanVersionPublished' ||
    (__typename === 'PlanSubmissionChanged' && state === 'ADOPTED')
  );
}

async function eventsOf(user: ApiUser): Promise<Told[]> {
  const events: Told[] = [];
  for (let after: string | null = null; ;) {
    const {
      activity,
    }: { activity: { nodes: Told[]; pageInfo: { endCursor: string; hasNextPage: boolean } } } = await ask(
      user,
      `query ($after: String) { activity(first: 100, after: $after) {
          nodes { ${eventFields} } pageInfo { endCursor hasNextPage }
        } }`,
      { after },
    );
    events.push(...activity.nodes);
    if (!activity.pageInfo.hasNextPage) return events;
    after = activity.pageInfo.endCursor;
  }
}

function extentOfEvents(events: readonly Told[]): Extent {
  if (events.length === 0) return 'nothing';
  return events.every(isPublicEvent) ? 'published' : 'all';
}

/** Of what there is both published and unpublished of. */
function extentOf(found: readonly (Named | null)[], { confirmed, drafting }: Proceedings): Extent {
  if (has(found, drafting.keyTaskId)) return 'all';
  return has(found, confirmed.keyTaskId) ? 'published' : 'nothing';
}

/** Null for an answer with data. */
function refusalOf({ data, errors }: GraphQLAnswer): Extent | null {
  if (data) return null;
  const code = errors?.[0]?.extensions?.code;
  if (code === 'UNAUTHENTICATED') return 'refused';
  return code === 'FORBIDDEN' ? 'forbidden' : null;
}

const has = (found: readonly (Named | null)[], id: string) => found.some((one) => one?.id === id);

/** Runs a query that may not fail, whoever asks. */
async function ask<T>(user: ApiUser, source: string, variables: Record<string, unknown> = {}): Promise<T> {
  return user.query<T>(source, variables);
}
