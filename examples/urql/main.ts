/**
 * Choan with urql: signs in, reads the plan, follows the activity feed, and opens a key task with a mutation that is
 * carried out once however often it is sent. Documents are named by their hashes, which a server with
 * `TRUSTED_DOCUMENTS=src/client/generated/persisted-documents.json` knows; to others they are sent.
 *
 *     npx tsx examples/urql/main.ts http://127.0.0.1:4000 [--follow]
 */
import {
  Client,
  fetchExchange,
  subscriptionExchange,
  type ExecutionResult,
  type TypedDocumentNode,
} from '@urql/core';
import { persistedExchange } from '@urql/exchange-persisted';
import {
  ActivityDocument,
  ActivityEndDocument,
  CreateKeyTaskDocument,
  PlansDocument,
  PlanTreeDocument,
  RefreshSessionDocument,
  SignInDocument,
  ViewerDocument,
  type ChoanSession,
  type TypedDocument,
} from 'choan/client';
import { getOperationAST, parse, type DocumentNode } from 'graphql';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';

const [url = 'http://127.0.0.1:4000', ...flags] = process.argv.slice(2);
const account = { email: 'public-lead@choan.example', password: 'choan-sample-2021' };

/** Hashes by the names of the operations: urql prints documents anew, so that its own hashes would be others. */
const hashes = new Map<string | undefined, string>();
const nameOf = (document: DocumentNode) => getOperationAST(document)?.name?.value;

/** urql takes syntax trees; the types come along. */
function tree<TData, TVariables>(document: TypedDocument<TData, TVariables>) {
  const parsed = parse(document.toString()) as TypedDocumentNode<TData, TVariables & Record<string, unknown>>;
  hashes.set(nameOf(parsed), document.__meta__?.['hash'] as string);
  return parsed;
}

let session: ChoanSession | null = null;
const authorization = (): Record<string, string> =>
  session === null ? {} : { authorization: `Bearer ${session.accessToken}` };

let closeCode: number | undefined;
const socket = createClient({
  url: `${url.replace(/^http/, 'ws')}/graphql`,
  webSocketImpl: WebSocket,
  connectionParams: authorization,
  // It would subscribe with the variables of the first time: `follow` below resumes with those of now.
  retryAttempts: 0,
  on: { closed: (event) => (closeCode = (event as { code?: number }).code) },
});

const client = new Client({
  url: `${url}/graphql`,
  // Operations over GET could come from caches in between.
  preferGetMethod: false,
  fetchOptions: () => ({ headers: authorization() }),
  exchanges: [
    persistedExchange({
      preferGetForPersistedQueries: false,
      enableForMutation: true,
      enableForSubscriptions: true,
      generateHash: async (_query, document) => hashes.get(nameOf(document)) ?? '',
    }),
    fetchExchange,
    subscriptionExchange({
      forwardSubscription: (request) => ({
        subscribe: (sink) => ({
          unsubscribe: socket.subscribe(
            { ...request, query: request.query ?? '' },
            { ...sink, next: (result) => sink.next(result as ExecutionResult) },
          ),
        }),
      }),
    }),
  ],
});

/** A refresh token works once; it is sent without the access token that has ended. */
async function refresh(): Promise<void> {
  const refreshToken = session?.refreshToken ?? '';
  session = null;
  const { data } = await client.mutation(tree(RefreshSessionDocument), { input: { refreshToken } });
  session = data?.refreshSession.session ?? null;
  if (session === null) throw new Error('The session has ended.');
}

/** Each event once and in order: whenever the socket is gone, another subscription begins behind the last cursor. */
async function follow(start: string, onEvent: (title: string) => boolean): Promise<void> {
  for (let after = start, done = false; !done;) {
    await new Promise<void>((resolve) => {
      const subscription = client
        .subscription(tree(ActivityDocument), { after })
        .subscribe(({ data, error }) => {
          const event = data?.activity;
          if (error !== undefined || event === undefined) {
            console.log('feed interrupted:', error?.message);
            resolve();
            return;
          }
          after = event.cursor;
          done = onEvent('title' in event ? `${event.kind} ${event.title}` : event.kind);
          if (!done) return;
          subscription.unsubscribe();
          resolve();
        });
    });
    if (done) return;
    if (closeCode === 4403) await refresh();
    closeCode = undefined;
    await new Promise((resolve) => setTimeout(resolve, 200 + Math.random() * 300));
  }
}

/** What came, or why nothing did. */
function dataOf<TData>({ data, error }: { data?: TData | undefined; error?: Error | undefined }): TData {
  if (data === undefined || error !== undefined) throw error ?? new Error('There is no answer.');
  return data;
}

const { signIn } = dataOf(await client.mutation(tree(SignInDocument), { input: account }));
session = signIn.session ?? null;
const { viewer } = dataOf(await client.query(tree(ViewerDocument), {}));
const subcommittee = viewer?.member.seats[0]?.subcommittee;
console.log(`signed in: ${viewer?.member.displayName}, ${subcommittee?.name}`);

const { plans } = dataOf(await client.query(tree(PlansDocument), { first: 1 }));
const planId = plans.nodes[0]?.id ?? '';
const { plan } = dataOf(await client.query(tree(PlanTreeDocument), { planId }));
if (plan?.__typename !== 'Plan') throw new Error('There is no plan.');
console.log(`plan: ${plan.title}`);
for (const { title, state } of plan.keyTasks.nodes) console.log(`  ${state} ${title}`);

const { activityEnd } = dataOf(await client.query(tree(ActivityEndDocument), {}));
const title = `urql ${new Date().toISOString()}`;
const following = follow(activityEnd, (event) => {
  console.log(`event: ${event}`);
  return event.endsWith(title) && !flags.includes('--follow');
});

const { createKeyTask } = dataOf(
  await client.mutation(
    tree(CreateKeyTaskDocument),
    { input: { planId, subcommitteeId: subcommittee?.id ?? '', title } },
    // Should its answer be lost, the same request with the same key gets it, and nothing is done twice.
    { fetchOptions: () => ({ headers: { ...authorization(), 'idempotency-key': crypto.randomUUID() } }) },
  ),
);
console.log(`created: ${createKeyTask.keyTask?.title}`);
await following;
await socket.dispose();
