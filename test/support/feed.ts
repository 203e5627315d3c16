import type { Client } from 'graphql-ws';
import type { ApiUser } from './graphql.ts';
import { eventually } from './editor.ts';

/** An event as tests look at it: the fields that all have, and those that were asked for beside them. */
export interface FeedEvent {
  readonly __typename: string;
  readonly cursor: string;
  readonly kind: string;
  readonly actor: { readonly displayName: string } | null;
  readonly [field: string]: unknown;
}

export const eventFields = `
  __typename cursor kind actor { displayName }
  ... on KeyTaskStateChanged { from to }
  ... on DraftChanged { charactersInserted charactersDeleted excerpt blocks { blockId kind } fromSequence toSequence }
  ... on VersionNamed { name contentHash }
  ... on ReviewChanged { state contentHash }
  ... on BallotOpened { contentHash }
  ... on PositionCast { value }
  ... on DecisionMade { outcome contentHash }
  ... on PlanVersionPublished { number hash }`;

/** Follows the activity log over a stock graphql-ws client. */
export class FeedReader {
  readonly events: FeedEvent[] = [];
  readonly #client: Client;
  readonly #checks = new Set<() => void>();
  #failure: unknown = null;

  constructor(user: ApiUser, options: { readonly after?: string; readonly filter?: object } = {}) {
    this.#client = user.subscriber();
    this.#client.subscribe<{ activity: FeedEvent }>(
      {
        query: `subscription ($filter: ActivityFilter, $after: String) { activity(filter: $filter, after: $after) { ${eventFields} } }`,
        variables: { filter: options.filter ?? null, after: options.after ?? null },
      },
      {
        next: ({ data, errors }) => {
          if (data === null || data === undefined) this.#failure = errors;
          else this.events.push(data.activity);
          for (const check of [...this.#checks]) check();
        },
        error: (error) => {
          this.#failure = error;
        },
        complete: () => undefined,
      },
    );
  }

  /** Resolves with the first event for which `condition` holds, those that have come already included. */
  async until(what: string, condition: (event: FeedEvent) => boolean): Promise<FeedEvent> {
    let found: FeedEvent | undefined;
    await eventually(
      what,
      () => {
        if (this.#failure !== null) throw new Error(`The feed failed: ${JSON.stringify(this.#failure)}`);
        found = this.events.find(condition);
        return found !== undefined;
      },
      (check) => {
        this.#checks.add(check);
        return () => this.#checks.delete(check);
      },
    );
    if (found === undefined) throw new Error('Unreachable: the condition held.');
    return found;
  }

  async close(): Promise<void> {
    await this.#client.dispose();
  }
}

/** The whole activity log as a person may see it, or what of it is after a cursor; by pages. */
export async function readActivity(
  user: ApiUser,
  filter: object = {},
  start: string | null = null,
): Promise<FeedEvent[]> {
  const events: FeedEvent[] = [];
  for (let after: string | null = start; ;) {
    const {
      activity,
    }: { activity: { nodes: FeedEvent[]; pageInfo: { hasNextPage: boolean; endCursor: string } } } =
      await user.query(
        `query ($filter: ActivityFilter, $after: String) { activity(filter: $filter, first: 50, after: $after) { nodes { ${eventFields} } pageInfo { hasNextPage endCursor } } }`,
        { filter, after },
      );
    events.push(...activity.nodes);
    if (!activity.pageInfo.hasNextPage) return events;
    after = activity.pageInfo.endCursor;
  }
}
