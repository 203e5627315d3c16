import { once } from 'node:events';
import { afterAll, beforeAll, expect, it } from 'vitest';
import WebSocket from 'ws';
import { FeedReader, readActivity } from '../support/feed.ts';
import { ObservedApplication } from '../support/observed-application.ts';

let at: ObservedApplication;
beforeAll(async () => {
  at = await ObservedApplication.start({
    GRAPHQL_COST_PER_MEMBER: '1000000000',
    GRAPHQL_COST_PER_ADDRESS: '1000000000',
  });
}, 120_000);
afterAll(() => at.remove());

const megabyte = 1_000_000;
/** On one socket. */
const subscriptions = 100;
/** For a loaded machine: it takes as long as it takes. */
const patience = { timeout: 40_000, interval: 200 };
const title = (number: number) => `${number} ${'가'.repeat(190)}`;
/** Each event is some 17 KB. */
const document = `subscription ($after: String) {
  activity(after: $after) { ... on PlanChanged { plan { ${Array.from({ length: 30 }, (_, n) => `t${n}: title`).join(' ')} } } }
}`;

async function rename(to: string): Promise<void> {
  await at.taskForce.people.secretariat.mutate(
    'mutation ($input: UpdatePlanInput!) { result: updatePlan(input: $input) { userErrors { code message field } } }',
    { planId: at.taskForce.planId, title: to },
  );
}

async function metric(name: string): Promise<number> {
  const text = await (await fetch(`${at.process.url}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\d+)`, 'm').exec(text)?.[1] ?? 0);
}

const inUse = async () => {
  const { heapUsed, external } = await at.process.memory();
  return heapUsed + external;
};

it('a subscriber who stops reading costs no memory and is dropped, and others get everything meanwhile', async () => {
  const { observer, chair } = at.taskForce.people;
  const start = (await readActivity(chair)).at(-1)?.cursor ?? '';
  for (let number = 0; number < 200; number += 1) await rename(title(number));
  const socket = new WebSocket(`${at.process.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  await once(socket, 'open');
  const authorization = `Bearer ${observer.token}`;
  socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization } }));
  await once(socket, 'message');
  socket.pause();
  const before = await inUse();
  const payload = { query: document, variables: { after: start } };
  for (let id = 0; id < subscriptions; id += 1)
    socket.send(JSON.stringify({ id: String(id), type: 'subscribe', payload }));
  await expect.poll(() => metric('graphql_subscriptions_active'), patience).toBe(subscriptions);

  const reader = new FeedReader(chair, { after: start });
  for (let number = 200; number < 300; number += 1) await rename(title(number));
  await expect.poll(() => reader.events.length, patience).toBe(300);
  // It has asked for 500 MB.
  expect((await inUse()) - before).toBeLessThan(75 * megabyte);

  // It doesn't answer a ping, of which there is one in 15 seconds.
  await expect.poll(() => metric('graphql_subscriptions_active'), patience).toBe(1);
  expect(await metric('graphql_sockets_open')).toBe(1);
  await rename(title(300));
  await expect.poll(() => reader.events.length, patience).toBe(301);
  expect(reader.events.map(({ cursor }) => cursor)).toEqual(
    (await readActivity(chair, {}, start)).map(({ cursor }) => cursor),
  );
  socket.terminate();
  await reader.close();
}, 120_000);
