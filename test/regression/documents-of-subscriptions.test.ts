import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import WebSocket from 'ws';
import { DocumentSending } from '../../src/client/documents.ts';
import { createChoanClient, TypedDocumentString } from '../../src/client/index.ts';
import { subscribe } from '../../src/client/subscribe.ts';
import { ScriptedSocket } from '../support/scripted-socket.ts';
import { startSmallServer, type SmallServer } from '../support/small-server.ts';

interface Log {
  readonly activity: { readonly cursor: string };
}
const documentOf = (text: string) => new TypedDocumentString<Log, Record<string, never>>(text);

describe('the activity log', () => {
  it.each([
    ['a comment before it', 'subscription ($after: String) {\n # now\n activity(after: $after) { cursor } }'],
    [
      'a fragment',
      'subscription ($after: String) { ...L } fragment L on Subscription { activity(after: $after) { cursor } }',
    ],
    [
      'an inline fragment',
      'subscription ($after: String) { ... on Subscription { activity(after: $after) { cursor } } }',
    ],
    [
      'a bracket in a text',
      'subscription ($after: String, $x: String = ")") { activity(after: $after) { cursor } }',
    ],
    [
      'an object in a directive',
      'subscription ($after: String) @d(a: {b: 1}) { activity(after: $after) { cursor } }',
    ],
    [
      'another parameter',
      'subscription ($after: String) { activity(gather: true, after: $after) { cursor } }',
    ],
  ])('goes on behind its last event, and loses none: with %s', async (_, text) => {
    const socket = new ScriptedSocket();
    const subscription = subscribe(
      {
        document: documentOf(text),
        variables: {},
        socket: socket.asSocket,
        sending: new DocumentSending(),
        sessionEndings: () => 0,
        logEnd: () => Promise.resolve('end'),
      },
      { longestRetryDelay: 1 },
    );
    onTestFinished(async () => void (await subscription.return()));
    const { sink, request } = await socket.subscription(0);
    expect(request.variables).toEqual({ after: 'end' });
    for (const cursor of ['a', 'b', 'c']) sink.next({ data: { activity: { cursor } } });
    sink.error({ code: 1006, reason: '' });
    expect((await socket.subscription(1)).request.variables).toEqual({ after: 'c' });
    for (const cursor of ['a', 'b', 'c']) {
      expect(await subscription.next()).toEqual({ done: false, value: { activity: { cursor } } });
    }
  });
});

describe('a client', () => {
  let server: SmallServer;
  beforeEach(async () => {
    server = await startSmallServer();
  });
  afterEach(() => server.close());
  const clientOf = () => createChoanClient({ url: server.url, webSocketImpl: WebSocket });

  it.each([
    'subscription {\n # now\n activity { cursor } }',
    'subscription ($after: String) { log: activity(after: $after) { cursor } }',
    'subscription ($after: String) { activity(filter: {after: $after}) { cursor } }',
    'subscription { ...L } fragment L on Subscription { activity(after: "a") { cursor } }',
  ])('refuses a document of the log that can not go on: %j', (text) => {
    expect(() => clientOf().subscribe(documentOf(text))).toThrow(TypeError);
    expect(() => clientOf().follow(documentOf(text))).toThrow(TypeError);
  });

  it.each([
    'mutation { touch }',
    'query { hello }',
    '{ hello }',
    'query A { hello } subscription B { numbers { me } }',
    '',
  ])('subscribes to nothing but a subscription, and carries nothing else out: %j', (text) => {
    expect(() => clientOf().subscribe(documentOf(text))).toThrow(TypeError);
    expect(() => clientOf().follow(documentOf(text))).toThrow(TypeError);
  });

  it('follows nothing but the activity log', () => {
    expect(() => clientOf().follow(documentOf('subscription { numbers { me } }'))).toThrow(TypeError);
  });
});
