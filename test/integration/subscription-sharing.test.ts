import type { Client } from 'graphql-ws';
import { buildSchema, parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSharedAnswers } from '../../src/graphql/sharing.ts';
import { createSchema } from '../../src/graphql/schema.ts';
import { personas } from '../support/authorisation/cast.ts';
import { tableUnder } from '../support/authorisation/table.ts';
import type { ApiUser } from '../support/graphql.ts';
import { ObservedApplication } from '../support/observed-application.ts';
import type { Person } from '../support/task-force.ts';

let at: ObservedApplication;
const clients: Client[] = [];
beforeAll(async () => {
  at = await ObservedApplication.start();
}, 120_000);
afterAll(async () => {
  for (const client of clients) await client.dispose();
  await at.remove();
});

/** Everything of events that may be shared. */
const shareable = `subscription ($after: String, $keyTask: ID) {
  activity(after: $after, filter: { keyTaskId: $keyTask }) {
    __typename id cursor kind at actor { id displayName organisation sector roles }
    ... on KeyTaskChanged { keyTask { id title state plan { id title } strategy { title } subcommittee { slug } } }
    ... on KeyTaskStateChanged { keyTask { id title state } from to reason }
  }
}`;
/** The same with what depends on who asks. */
const personal = `subscription ($after: String, $keyTask: ID) {
  activity(after: $after, filter: { keyTaskId: $keyTask }) {
    __typename id actor { id email }
    ... on KeyTaskChanged { keyTask { permissions { action allowed } } }
  }
}`;

interface Follower {
  readonly received: string[];
  readonly count: (wanted: number) => Promise<void>;
  readonly end: () => void;
}

function follow(user: ApiUser, query: string, variables: Record<string, unknown>): Follower {
  const client = user.subscriber();
  clients.push(client);
  const received: string[] = [];
  const waiting = new Set<() => void>();
  const end = client.subscribe(
    { query, variables },
    {
      next: (result) => {
        received.push(JSON.stringify(result));
        for (const wake of waiting) wake();
      },
      error: (error) => {
        throw error instanceof Error ? error : new Error(JSON.stringify(error));
      },
      complete: () => undefined,
    },
  );
  return {
    received,
    end,
    count: (wanted) =>
      new Promise((resolve) => {
        const check = () => {
          if (received.length < wanted) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        check();
      }),
  };
}

/** How often an event was executed for subscribers, and how often an answer was shared. */
async function answers(): Promise<{ executed: number; shared: number }> {
  const value = await metrics();
  return {
    executed: value('graphql_event_answers_total{source="executed"}'),
    shared: value('graphql_event_answers_total{source="shared"}'),
  };
}

/** What `/metrics` says now, by name and labels. */
async function metrics(): Promise<(name: string) => number> {
  const text = await (await fetch(`${at.taskForce.people.chair.url}/metrics`)).text();
  const lines = text.split('\n').map((line) => line.split(' '));
  return (name) => Number(lines.find(([start]) => start === name)?.[1] ?? 0);
}

const createTask = `mutation ($input: CreateKeyTaskInput!) { result: createKeyTask(input: $input) { keyTask { id } userErrors { code } } }`;
const rename = `mutation ($input: RenameKeyTaskInput!) { result: renameKeyTask(input: $input) { keyTask { id } userErrors { code } } }`;

async function newTask(): Promise<string> {
  const { planId, strategyId, subcommitteeId, people } = at.taskForce;
  const { keyTask } = await people.lead.mutate<{ keyTask: { id: string } }>(createTask, {
    ...{ planId, strategyId, subcommitteeId, title: '과제' },
  });
  return keyTask.id;
}

async function renameTo(keyTaskId: string, title: string): Promise<void> {
  await at.taskForce.people.lead.mutate(rename, { keyTaskId, title });
}

/** A new task has two events. */
const ofNewTask = 2;

/** Subscribes and waits until what was there is replayed. */
async function following(people: readonly Person[], query: string, keyTask: string): Promise<Follower[]> {
  const after = Buffer.from('[0]').toString('base64url');
  const followers = people.map((who) => follow(at.taskForce.people[who], query, { after, keyTask }));
  await Promise.all(followers.map(({ count }) => count(ofNewTask)));
  return followers;
}

describe('GS-1: equal subscriptions', () => {
  it('are executed once for all members, and say the same to each as one by itself', async () => {
    const keyTask = await newTask();
    const people = ['chair', 'secretariat', 'lead', 'first', 'observer', 'reviewer'] as const;
    const followers = await following(people, shareable, keyTask);
    const before = await answers();
    for (const title of ['하나', '둘', '셋']) await renameTo(keyTask, title);
    await Promise.all(followers.map(({ count }) => count(ofNewTask + 3)));
    const after = await answers();
    expect(after.executed - before.executed).toBe(3);
    expect(after.shared - before.shared).toBe(3 * (people.length - 1));
    const [first, ...others] = followers.map(({ received }) => received.slice(ofNewTask));
    for (const other of others) expect(other).toEqual(first);
    expect(
      first?.map((text) => (JSON.parse(text) as { data: { activity: object } }).data.activity),
    ).toMatchObject(
      ['하나', '둘', '셋'].map(() => ({
        __typename: 'KeyTaskChanged',
        actor: { displayName: 'lead' },
        keyTask: { id: keyTask, state: 'DRAFTING', plan: { title: '제3차 클라우드컴퓨팅 기본계획' } },
      })),
    );
    for (const { end } of followers) end();
  });

  it('read the database once for all, which a metric counts', async () => {
    const roundTrips = async () => {
      const value = await metrics();
      const name = 'graphql_database_round_trips';
      return {
        events: value(`${name}_count{type="subscription"}`),
        commands: value(`${name}_sum{type="subscription"}`),
      };
    };
    const keyTask = await newTask();
    const people = ['chair', 'secretariat', 'lead'] as const;
    const followers = await following(people, shareable, keyTask);
    const before = await roundTrips();
    await renameTo(keyTask, '하나');
    await Promise.all(followers.map(({ count }) => count(ofNewTask + 1)));
    const { events, commands } = await roundTrips();
    expect(events - before.events).toBe(1);
    // The actor, the task, its plan, strategy and subcommittee.
    expect(commands - before.commands).toBe(5);
    for (const { end } of followers) end();
  });

  it('are those that name the actor by its former name as well', async () => {
    const keyTaskId = await newTask();
    const actorId = at.taskForce.memberIds.lead;
    const query =
      'subscription ($after: String, $filter: ActivityFilter) { activity(after: $after, filter: $filter) { id } }';
    const after = Buffer.from('[0]').toString('base64url');
    const followers = [
      { keyTaskId, actorId },
      { keyTaskId, memberId: actorId },
    ].map((filter) => follow(at.taskForce.people.observer, query, { after, filter }));
    await Promise.all(followers.map(({ count }) => count(ofNewTask)));
    const before = await answers();
    await renameTo(keyTaskId, '새 제목');
    await Promise.all(followers.map(({ count }) => count(ofNewTask + 1)));
    expect(await answers()).toEqual({ executed: before.executed + 1, shared: before.shared + 1 });
    expect(followers[1]?.received).toEqual(followers[0]?.received);
    for (const { end } of followers) end();
  });

  it('with a field that depends on who asks are executed for each, and leak nothing', async () => {
    const keyTask = await newTask();
    const followers = await following(['lead', 'observer', 'secretariat'], personal, keyTask);
    const before = await answers();
    await renameTo(keyTask, '다른 제목');
    await Promise.all(followers.map(({ count }) => count(ofNewTask + 1)));
    const after = await answers();
    expect(after.shared).toBe(before.shared);
    expect(after.executed - before.executed).toBe(3);
    const [lead, observer, secretariat] = followers.map(
      ({ received }) =>
        (
          JSON.parse(received[ofNewTask] ?? '') as {
            data: {
              activity: { actor: { email: string | null }; keyTask: { permissions: { allowed: boolean }[] } };
            };
          }
        ).data.activity,
    );
    expect(lead?.actor.email).toBe('lead@example.org');
    expect(secretariat?.actor.email).toBe('lead@example.org');
    expect(observer?.actor.email).toBeNull();
    expect(lead?.keyTask.permissions.some(({ allowed }) => allowed)).toBe(true);
    expect(observer?.keyTask.permissions.some(({ allowed }) => allowed)).toBe(false);
    for (const { end } of followers) end();
  });

  it('of one client under two names are told apart, and one that is ended gets nothing more', async () => {
    const keyTask = await newTask();
    const [one] = await following(['first'], shareable, keyTask);
    const [two] = await following(['first'], shareable, keyTask);
    one?.end();
    await renameTo(keyTask, '끝난 뒤');
    await two?.count(ofNewTask + 1);
    expect(one?.received).toHaveLength(ofNewTask);
    expect(two?.received).toHaveLength(ofNewTask + 1);
    two?.end();
  });
});

describe('GS-1: what makes subscriptions equal', () => {
  const schema = buildSchema(`
    directive @shared on FIELD_DEFINITION
    type Query { a: Int }
    type Inner { same: Int @shared, other(n: Int, m: Int): Int @shared, own: Int }
    type Event { inner(n: Int): Inner @shared, own: Inner }
    type Subscription { events(after: Int, kind: Int): Event @shared, unshared: Event }
  `);
  const shared = createSharedAnswers(schema);
  const key = (source: string, variableValues: Record<string, unknown> = {}, operationName?: string) =>
    shared.keyOf({
      schema,
      document: documentOf(source),
      variableValues,
      operationName: operationName ?? null,
    });
  const documents = new Map<string, ReturnType<typeof parse>>();
  const documentOf = (source: string) => {
    const document = documents.get(source) ?? parse(source);
    documents.set(source, document);
    return document;
  };

  it('is the document and the variables that it asks of each event, not those that choose the events', () => {
    const source = `subscription ($after: Int, $n: Int, $m: Int, $with: Boolean!) { events(after: $after, kind: $n) {
      inner { other(n: 1, m: $m) same @include(if: $with) } } }`;
    const given = key(source, { after: 1, n: 2, m: 3, with: true });
    expect(given).not.toBeNull();
    expect(key(source, { with: true, m: 3, n: 7, after: 9 })).toBe(given);
    expect(key(source, { after: 1, n: 2, m: 4, with: true })).not.toBe(given);
    expect(key(source, { after: 1, n: 2, m: 3, with: false })).not.toBe(given);
    // What isn't given may have a default.
    const nothing = key(source, { with: true });
    expect(key(source, { with: true, m: null })).not.toBe(nothing);
    expect(key(source, { m: undefined, with: true, after: 1 })).not.toBeNull();
    expect(key(`${source} `, { after: 1, n: 2, m: 3, with: true })).not.toBe(given);
  });

  it.each([
    ['a field that is not shared', 'subscription { events { inner { own } } }'],
    ['one in a fragment', 'subscription { events { ...F } } fragment F on Event { own { same } }'],
    ['one in an inline fragment', 'subscription { events { ... on Event { own { same } } } }'],
    ['a root field that is not shared', 'subscription { unshared { inner { same } } }'],
    ['a field that nobody knows', 'subscription { events { nothing } }'],
  ])('is nothing with %s', (_, source) => {
    expect(key(source)).toBeNull();
  });

  it('is by operation in a document of several', () => {
    const source = 'subscription A { events { inner { same } } } subscription B { events { own { same } } }';
    expect(key(source, {}, 'A')).not.toBeNull();
    expect(key(source, {}, 'B')).toBeNull();
  });

  it('never mixes members and those who are not signed in', async () => {
    const ask = (viewer: object | null, says: number) =>
      shared.answerTo({ key: 'k', sequence: 1, viewer: viewer as never }, () =>
        Promise.resolve({ data: { says } }),
      );
    expect(await ask(null, 1)).toBe('{"data":{"says":1}}');
    expect(await ask({}, 2)).toBe('{"data":{"says":2}}');
    expect(await ask(null, 3)).toBe('{"data":{"says":1}}');
    expect(await ask({}, 4)).toBe('{"data":{"says":2}}');
  });

  it('keeps no failure for the next', async () => {
    const event = { key: 'f', sequence: 1, viewer: null };
    await expect(shared.answerTo(event, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await shared.answerTo(event, () => Promise.resolve({ data: {} }))).toBe('{"data":{}}');
  });

  it('keeps no answer with errors for who comes later: they may have passed', async () => {
    const event = { key: 'e', sequence: 1, viewer: null };
    const failed = { data: null, errors: [{ message: 'the database did not answer' }] };
    const ask = async (result: typeof failed | { data: object }) =>
      shared.answerTo(event, () => Promise.resolve(result as never));
    const together = [ask(failed), ask({ data: {} })];
    expect(await Promise.all(together)).toEqual([JSON.stringify(failed), JSON.stringify(failed)]);
    expect(await ask({ data: {} })).toBe('{"data":{}}');
  });

  it('is opted into by no field that depends on who asks', () => {
    const signedIn = personas.filter((persona) => persona !== 'nobody');
    const ruled = tableUnder('Fields with a rule of their own', [
      'all',
      'published',
      'own',
      'asker',
      'nothing',
    ])
      .filter(
        ({ cells }) => new Set(signedIn.map((persona) => cells[persona])).size > 1 || cells.chair === 'asker',
      )
      .map(({ name }) => name);
    expect(ruled).toContain('Member.email');
    // Those whose type has no rule of its own: whoever adds one adds it here.
    const personalFields = [...ruled, 'KeyTask.permissions', 'Plan.permissions'];
    const api = createSchema();
    for (const name of personalFields) {
      const [typeName = '', fieldName = ''] = name.split('.');
      const type = api.getType(typeName);
      const field = type !== undefined && 'getFields' in type ? type.getFields()[fieldName] : undefined;
      expect(
        field?.astNode?.directives?.map((directive) => directive.name.value),
        name,
      ).toEqual([]);
    }
  });
});
