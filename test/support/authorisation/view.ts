import { parse, type GraphQLObjectType } from 'graphql';
import { encodePosition } from '../../../src/database/paging.ts';
import { costOf, limits } from '../../../src/graphql/limits.ts';
import { everyField, idsIn, kindOf, typesImplementing } from '../every-field.ts';
import { post, type ApiUser } from '../graphql.ts';
import type { SharedSchema } from './operations.ts';
import type { Proceedings } from './proceedings.ts';

/** What was asked for, as it was answered. */
export type Answer = Readonly<Record<string, unknown>>;

/** Everything that somebody is shown: by node and event, and what the roots hold beside them. */
export interface View {
  /** By id; null for what isn't given. */
  readonly nodes: ReadonlyMap<string, Answer | null>;
  /** By id. */
  readonly events: ReadonlyMap<string, Answer>;
  readonly roots: Answer;
}

/** Ids that are asked for in one operation at most. */
const largestBatch = 20;

/** Asks for every field of everything, as a client does. */
export class Viewing {
  readonly #schema: SharedSchema;
  readonly #proceedings: Proceedings;
  readonly #nodes: readonly GraphQLObjectType[];
  readonly #events: readonly GraphQLObjectType[];

  constructor(schema: SharedSchema, proceedings: Proceedings) {
    this.#schema = schema;
    this.#proceedings = proceedings;
    this.#nodes = typesImplementing(schema.schema, 'Node');
    this.#events = typesImplementing(schema.schema, 'Event');
  }

  /** Follows every id from the roots, and the webhook's, and sees all that there is for `user`. */
  async crawl(user: ApiUser): Promise<View> {
    const names = new Set(this.#nodes.map(({ name }) => name));
    const [roots, events] = [await this.#roots(user), await this.#eventsOf(user)];
    const nodes = new Map<string, Answer | null>();
    let next = [this.#proceedings.webhookId, ...idsIn([roots, ...events.values()], names)];
    while (next.length > 0) {
      const fresh = [...new Set(next)].filter((id) => !nodes.has(id));
      const found = await this.#nodesOf(user, fresh);
      for (const [id, answer] of found) nodes.set(id, answer);
      next = idsIn([...found.values()], names);
    }
    return { nodes, events, roots };
  }

  /** What `user` is given of all that somebody else has seen. */
  async of(user: ApiUser, { nodes }: View): Promise<View> {
    return {
      nodes: await this.#nodesOf(user, [...nodes.keys()]),
      events: await this.#eventsOf(user),
      roots: await this.#roots(user),
    };
  }

  async #nodesOf(user: ApiUser, ids: readonly string[]): Promise<Map<string, Answer | null>> {
    const found = new Map<string, Answer | null>();
    for (const type of this.#nodes) {
      const own = ids.filter((id) => typeOf(id) === type.name);
      const source = `query ($ids: [ID!]!) { nodes(ids: $ids) { ... on ${type.name} ${this.#fields(type)} } }`;
      const batch = this.#batchOf(source);
      for (let start = 0; start < own.length; start += batch) {
        const part = own.slice(start, start + batch);
        const { nodes } = (await ask(user, source, { ids: part })) as { nodes: (Answer | null)[] };
        for (const [index, id] of part.entries()) found.set(id, nodes[index] ?? null);
      }
    }
    return found;
  }

  /** How many nodes may be asked for at once: what texts cost counts. */
  #batchOf(source: string): number {
    const cost = costOf({
      schema: this.#schema.schema,
      document: parse(source),
      variables: { ids: [''] },
    });
    return Math.max(1, Math.min(largestBatch, Math.floor(limits.cost / (cost ?? limits.cost))));
  }

  async #eventsOf(user: ApiUser): Promise<Map<string, Answer>> {
    const found = new Map<string, Answer>();
    for (const type of this.#events) {
      if (type.name === 'ActivityReset') {
        found.set(type.name, await this.#reset(user, type));
        continue;
      }
      const kind = kindOf(type);
      const about = kind === 'MEMBERSHIP_CHANGED' ? {} : { planId: this.#proceedings.place.planId };
      // Fields of the same name differ from type to type, so that each is asked for by itself.
      const source = `query ($after: String, $filter: ActivityFilter) { activity(first: 100, after: $after, filter: $filter) {
        nodes { ... on ${type.name} ${this.#fields(type)} }
        pageInfo { endCursor hasNextPage }
      } }`;
      for (let after: string | null = null; ;) {
        const { activity } = (await ask(user, source, { after, filter: { ...about, kinds: [kind] } })) as {
          activity: { nodes: Answer[]; pageInfo: { endCursor: string | null; hasNextPage: boolean } };
        };
        for (const event of activity.nodes) found.set(String(event['id']), event);
        if (!activity.pageInfo.hasNextPage) break;
        after = activity.pageInfo.endCursor;
      }
    }
    return found;
  }

  /** What is told to who comes with a cursor that doesn't lead into the log. */
  async #reset(user: ApiUser, type: GraphQLObjectType): Promise<Answer> {
    const client = user.subscriber();
    const query = `subscription ($after: String) { activity(after: $after) { ... on ${type.name} ${this.#fields(type)} } }`;
    const beyond = client.iterate<{ activity: Answer }>({
      query,
      variables: { after: encodePosition([1e12]) },
    });
    const first = await beyond.next();
    await client.dispose();
    if (first.done === true || !first.value.data)
      throw new Error('Nothing was told of a cursor that leads nowhere.');
    return first.value.data.activity;
  }

  async #roots(user: ApiUser): Promise<Answer> {
    const { place, drafting } = this.#proceedings;
    const asOf = '2100-01-01T00:00:00.000Z';
    const whole = (type: string) => this.#fields(this.#schema.type(type));
    const parts = [
      ask(
        user,
        `{
          __typename
          plans { __typename nodes { __typename id } }
          keyTasks(first: 100) { __typename nodes { __typename id } }
          subcommittees { __typename id }
          viewer ${whole('Viewer')}
          unreadActivity ${whole('UnreadActivity')}
        }`,
        {},
      ),
      ask(user, `query ($id: ID!, $asOf: DateTime!) { draft(id: $id, asOf: $asOf) ${whole('Revision')} }`, {
        id: drafting.draftId,
        asOf,
      }),
      // The drafts that there were are looked at above and by themselves; each of them costs what a text costs.
      ask(
        user,
        `query ($id: ID!, $asOf: DateTime!) { plan(id: $id, asOf: $asOf) ${this.#fields(
          this.#schema.type('PlanAsOf'),
          ['KeyTaskAsOf.draft'],
        )} }`,
        { id: place.planId, asOf },
      ),
      ask(
        user,
        `query ($id: ID!, $asOf: DateTime!) { drafts: plan(id: $id, asOf: $asOf) {
          __typename keyTasks { __typename draft { __typename plainText draft { __typename id } } }
        } }`,
        { id: place.planId, asOf },
      ),
    ];
    return Object.assign({}, ...(await Promise.all(parts))) as Answer;
  }

  /** Every field, those with arguments that are required as well. */
  #fields(type: GraphQLObjectType, without: readonly string[] = []): string {
    const { versionId, keyTaskId, blockId } = this.#proceedings.confirmed;
    const given: Readonly<Record<string, string>> = {
      'Version.difference': `(from: "${versionId}")`,
      'Draft.difference': '(from: { sequence: 0 })',
      'PlanVersion.proof': `(keyTaskId: "${keyTaskId}", blockId: "${blockId}")`,
    };
    return everyField(type, {
      argumentsOf: (typeName, field) => given[`${typeName}.${field}`] ?? null,
      without,
    });
  }
}

async function ask(user: ApiUser, source: string, variables: Record<string, unknown>): Promise<Answer> {
  const { data, errors } = await post(user, source, variables);
  if (errors !== undefined || data === null || data === undefined)
    throw new Error(`${JSON.stringify(errors)}\n${source}`);
  return data;
}

const typeOf = (id: string) => Buffer.from(id, 'base64url').toString('utf8').split(':')[0];
