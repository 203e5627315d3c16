/**
 * Choan with Apollo Client: signs in, reads the plan, follows the activity feed, and opens a key task with a mutation
 * that is carried out once however often it is sent.
 *
 *     npx tsx examples/apollo-client/main.ts http://127.0.0.1:4000 [--follow]
 */
import { ApolloClient, ApolloLink, HttpLink, InMemoryCache, type TypedDocumentNode } from '@apollo/client';
import { SetContextLink } from '@apollo/client/link/context';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
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
import { OperationTypeNode, parse } from 'graphql';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';

const [url = 'http://127.0.0.1:4000', ...flags] = process.argv.slice(2);
const account = { email: 'public-lead@choan.example', password: 'choan-sample-2021' };

/** Apollo Client takes syntax trees; the types come along. */
function tree<TData, TVariables>(document: TypedDocument<TData, TVariables>) {
  return parse(document.toString()) as TypedDocumentNode<TData, TVariables & Record<string, unknown>>;
}

// GraphQLWsLink looks at the global one when a socket fails, which Node 20 doesn't have.
(globalThis as { WebSocket?: unknown }).WebSocket ??= WebSocket;

let session: ChoanSession | null = null;
const authorization = () => (session === null ? {} : { authorization: `Bearer ${session.accessToken}` });

let closeCode: number | undefined;
const socket = createClient({
  url: `${url.replace(/^http/, 'ws')}/graphql`,
  webSocketImpl: WebSocket,
  connectionParams: authorization,
  // It would subscribe with the variables of the first time: `follow` below resumes with those of now.
  retryAttempts: 0,
  on: { closed: (event) => (closeCode = (event as { code?: number }).code) },
});

const client = new ApolloClient({
  cache: new InMemoryCache(),
  link: ApolloLink.split(
    ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
    new GraphQLWsLink(socket),
    new SetContextLink((context) => ({
      headers: { ...(context['headers'] as Record<string, string> | undefined), ...authorization() },
    })).concat(new HttpLink({ uri: `${url}/graphql` })),
  ),
});

/** A refresh token works once; it is sent without the access token that has ended. */
async function refresh(): Promise<void> {
  const refreshToken = session?.refreshToken ?? '';
  session = null;
  const variables = { input: { refreshToken } };
  const { data } = await client.mutate({ mutation: tree(RefreshSessionDocument), variables });
  session = data?.refreshSession.session ?? null;
  if (session === null) throw new Error('The session has ended.');
}

/** Each event once and in order: whenever the socket is gone, another subscription begins behind the last cursor. */
async function follow(start: string, onEvent: (title: string) => boolean): Promise<void> {
  for (let after = start, done = false; !done;) {
    await new Promise<void>((resolve) => {
      // Not by way of the cache, which would have to be told which types are events.
      const fetchPolicy = 'no-cache';
      const events = client.subscribe({ query: tree(ActivityDocument), variables: { after }, fetchPolicy });
      const subscription = events.subscribe({
        next: ({ data, error }) => {
          const event = data?.activity;
          if (event === undefined) {
            console.log('feed interrupted:', error?.message);
            resolve();
            return;
          }
          after = event.cursor;
          done = onEvent('title' in event ? `${event.kind} ${event.title}` : event.kind);
          if (!done) return;
          subscription.unsubscribe();
          resolve();
        },
        error: () => resolve(),
        complete: () => resolve(),
      });
    });
    if (done) return;
    if (closeCode === 4403) await refresh();
    closeCode = undefined;
    await new Promise((resolve) => setTimeout(resolve, 200 + Math.random() * 300));
  }
}

const signedIn = await client.mutate({ mutation: tree(SignInDocument), variables: { input: account } });
session = signedIn.data?.signIn.session ?? null;
const { data: me } = await client.query({ query: tree(ViewerDocument) });
const subcommittee = me?.viewer?.member.seats[0]?.subcommittee;
console.log(`signed in: ${me?.viewer?.member.displayName}, ${subcommittee?.name}`);

const { data: plans } = await client.query({ query: tree(PlansDocument), variables: { first: 1 } });
const planId = plans?.plans.nodes[0]?.id ?? '';
const { data: found } = await client.query({ query: tree(PlanTreeDocument), variables: { planId } });
if (found?.plan?.__typename !== 'Plan') throw new Error('There is no plan.');
console.log(`plan: ${found.plan.title}`);
for (const { title, state } of found.plan.keyTasks.nodes) console.log(`  ${state} ${title}`);

const { data: log } = await client.query({ query: tree(ActivityEndDocument) });
const title = `Apollo Client ${new Date().toISOString()}`;
const following = follow(log?.activityEnd ?? '', (event) => {
  console.log(`event: ${event}`);
  return event.endsWith(title) && !flags.includes('--follow');
});

const created = await client.mutate({
  mutation: tree(CreateKeyTaskDocument),
  variables: { input: { planId, subcommitteeId: subcommittee?.id ?? '', title } },
  // Should its answer be lost, the same request with the same key gets it, and nothing is done twice.
  context: { headers: { 'idempotency-key': crypto.randomUUID() } },
});
console.log(`created: ${created.data?.createKeyTask.keyTask?.title}`);
await following;
await socket.dispose();
client.stop();
