import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { DocumentSending } from '../../src/client/documents.ts';
import {
  ActivityDocument,
  ChoanError,
  PresenceDocument,
  TypedDocumentString,
  type SubscribeOptions,
  type TypedDocument,
} from '../../src/client/index.ts';
import { subscribe } from '../../src/client/subscribe.ts';
import { failure, ScriptedSocket } from '../support/scripted-socket.ts';

interface Count {
  readonly count: number;
}
const counting = new TypedDocumentString<Count, { of: string }>('subscription ($of: ID!) { count(of: $of) }');

/** A subscription over a socket that does what the test says. */
function begin<TData>(
  document: TypedDocument<TData, never>,
  options: SubscribeOptions & { variables?: object; sessionEndings?: () => number } = {},
) {
  const socket = new ScriptedSocket();
  const { variables = {}, sessionEndings = () => 0, ...rest } = options;
  const subscription = subscribe(
    {
      document,
      variables,
      socket: socket.asSocket,
      sending: new DocumentSending(),
      sessionEndings,
      logEnd: () => Promise.resolve('end'),
    },
    { longestRetryDelay: 1, ...rest },
  );
  return { subscription, socket };
}

const value = (count: number) => ({ data: { count } });

describe('a subscription of the client', () => {
  it('asks for the same again after a lost connection, and hands out what comes then', async () => {
    const told: unknown[] = [];
    const { subscription, socket } = begin(counting, {
      variables: { of: 'draft' },
      onInterruption: (error) => told.push(error),
    });
    const first = await socket.subscription(0);
    first.sink.next(value(1));
    expect(await subscription.next()).toEqual({ done: false, value: { count: 1 } });
    const lost = { code: 1006, reason: '' };
    first.sink.error(lost);
    // Nothing of a subscription that is over.
    first.sink.next(value(2));
    const second = await socket.subscription(1);
    expect(first.closed).toBe(true);
    expect(second.request.variables).toEqual({ of: 'draft' });
    second.sink.next(value(3));
    expect(await subscription.next()).toEqual({ done: false, value: { count: 3 } });
    expect(told).toEqual([lost]);
  });

  it('keeps only the newest for a reader who is slow, and goes on meanwhile', async () => {
    const { subscription, socket } = begin(counting);
    const first = await socket.subscription(0);
    for (let count = 1; count <= 5000; count += 1) first.sink.next(value(count));
    expect(await subscription.next()).toEqual({ done: false, value: { count: 5000 } });
    expect(first.closed).toBe(false);
    const waiting = subscription.next();
    first.sink.next(value(5001));
    expect(await waiting).toEqual({ done: false, value: { count: 5001 } });
  });

  it('tries again more and more rarely where it is cut off behind each first answer', async () => {
    const waits = vi.spyOn(globalThis, 'setTimeout');
    onTestFinished(() => waits.mockRestore());
    const { subscription, socket } = begin(counting, { longestRetryDelay: 400 });
    for (let number = 0; number < 3; number += 1) {
      const { sink } = await socket.subscription(number);
      sink.next(value(number));
      sink.error({ code: 1006, reason: '' });
    }
    await socket.subscription(3);
    await subscription.return();
    // Each is between half of these and all.
    const most = waits.mock.calls.map(([, delay = 0]) => 100 * 2 ** Math.ceil(Math.log2(delay / 100)));
    expect(most).toEqual([100, 200, 400]);
  });

  it.each([
    ['NOT_FOUND', failure('NOT_FOUND')],
    ['GRAPHQL_VALIDATION_FAILED', failure('GRAPHQL_VALIDATION_FAILED')],
    ['UNAUTHENTICATED', new ChoanError('UNAUTHENTICATED', 'over')],
    ['BAD_REQUEST', { code: 4400, reason: 'Invalid message received' }],
    ['BAD_REQUEST', new TypeError('Do not know how to serialize a BigInt')],
  ])('ends with %s, once what came before is read', async (code, error) => {
    const { subscription, socket } = begin(counting);
    const first = await socket.subscription(0);
    first.sink.next(value(1));
    first.sink.error(error);
    expect(await subscription.next()).toMatchObject({ value: { count: 1 } });
    await expect(subscription.next()).rejects.toMatchObject({ name: 'ChoanError', code });
    expect(await subscription.next()).toEqual({ done: true, value: undefined });
    expect(socket.subscriptions).toHaveLength(1);
  });

  it('ends with the error of an answer that has no data', async () => {
    const { subscription, socket } = begin(counting);
    (await socket.subscription(0)).sink.next({ data: null, errors: failure('FORBIDDEN') });
    await expect(subscription.next()).rejects.toMatchObject({ name: 'ChoanError', code: 'FORBIDDEN' });
  });

  it('is over once it has been ended, also when it had failed before', async () => {
    const { subscription, socket } = begin(counting);
    const { sink } = await socket.subscription(0);
    sink.next(value(1));
    sink.error(failure('NOT_FOUND'));
    await new Promise((resolve) => setImmediate(resolve));
    await subscription.return();
    expect(await subscription.next()).toEqual({ done: true, value: undefined });
  });

  it('tells its reader what onInterruption throws, and not the socket', async () => {
    const wrong = new Error('of the application');
    const onInterruption = () => {
      throw wrong;
    };
    const partial = begin(counting, { onInterruption });
    const first = await partial.socket.subscription(0);
    first.sink.next({ ...value(1), errors: failure('NOT_FOUND') });
    expect(await partial.subscription.next()).toEqual({ done: false, value: { count: 1 } });
    await expect(partial.subscription.next()).rejects.toBe(wrong);
    expect(first.closed).toBe(true);
    const lost = begin(counting, { onInterruption });
    (await lost.socket.subscription(0)).sink.error({ code: 1006, reason: '' });
    await expect(lost.subscription.next()).rejects.toBe(wrong);
  });

  it('does not go on as nobody when the session has ended', async () => {
    let endings = 0;
    const { subscription, socket } = begin(counting, { sessionEndings: () => endings });
    const first = await socket.subscription(0);
    endings = 1;
    first.sink.error({ code: 4499, reason: 'Terminated' });
    await expect(subscription.next()).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(socket.subscriptions).toHaveLength(1);
  });

  it('ends where the loop is left', async () => {
    const { subscription, socket } = begin(counting);
    const first = await socket.subscription(0);
    first.sink.next(value(1));
    for await (const { count } of subscription) {
      expect(count).toBe(1);
      break;
    }
    await expect.poll(() => first.closed).toBe(true);
    expect(await subscription.next()).toEqual({ done: true, value: undefined });
  });

  it('ends when its signal is aborted, and does not begin when it was before', async () => {
    const stop = new AbortController();
    const { subscription, socket } = begin(counting, { signal: stop.signal });
    const first = await socket.subscription(0);
    const waiting = subscription.next();
    stop.abort();
    expect(await waiting).toEqual({ done: true, value: undefined });
    await expect.poll(() => first.closed).toBe(true);
    const late = begin(counting, { signal: stop.signal });
    expect(await late.subscription.next()).toEqual({ done: true, value: undefined });
    expect(late.socket.subscriptions).toEqual([]);
  });
});

describe('a subscription of the client to the activity log', () => {
  const event = (cursor: string) => ({ data: { activity: { cursor } } });

  it.each([
    ['of this package', ActivityDocument],
    [
      'with a default that has braces',
      logged('($after: String, $f: F = { a: [B] }) { activity(after: $after'),
    ],
    ['with a name and a directive', logged('Log ($after: String) @live { activity (after: $after')],
  ])('goes on behind the last event: one %s', async (_, document) => {
    const { subscription, socket } = begin(document);
    const first = await socket.subscription(0);
    expect(first.request.variables).toEqual({ after: 'end' });
    first.sink.next(event('b'));
    first.sink.next(event('c'));
    first.sink.error({ code: 1012, reason: 'Service restart' });
    expect((await socket.subscription(1)).request.variables).toEqual({ after: 'c' });
    expect((await subscription.next()).value).toEqual({ activity: { cursor: 'b' } });
    expect((await subscription.next()).value).toEqual({ activity: { cursor: 'c' } });
  });

  it('has to ask for what is behind a cursor', () => {
    const document = new TypedDocumentString<unknown, never>('subscription { activity { cursor } }');
    expect(() => begin(document)).toThrow(TypeError);
  });

  it.each([
    ['not at all', '{ kind actor { cursor } } }'],
    ['not by its name', '{ position: cursor } }'],
    ['something else by its name', '{ cursor: id } }'],
    ['not in its fragment', '{ ...F } } fragment F on Event { kind }'],
  ])('has to ask for the cursor of its events, and is told so at once: %s', (_, asked) => {
    const document = new TypedDocumentString<unknown, never>(
      `subscription ($after: String) { activity(after: $after) ${asked}`,
    );
    const error = thrownBy(() => begin(document));
    expect(error).toBeInstanceOf(ChoanError);
    expect(error).toMatchObject({ code: 'BAD_REQUEST' });
  });

  it('may ask for the cursor in a fragment', async () => {
    const document = new TypedDocumentString<unknown, never>(
      'subscription ($after: String) { activity(after: $after) { ... on Event { ...F } } } fragment F on Event { cursor }',
    );
    expect((await begin(document).socket.subscription(0)).request.variables).toEqual({ after: 'end' });
  });

  it('is not what asks for a field called activity somewhere else', async () => {
    const document = new TypedDocumentString<unknown, never>(
      'subscription { other { activity { cursor } } }',
    );
    expect((await begin(document).socket.subscription(0)).request.variables).toEqual({});
    expect((await begin(PresenceDocument).socket.subscription(0)).request.variables).toEqual({});
  });
});

function thrownBy(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  return undefined;
}

function logged(begins: string): TypedDocument<unknown, never> {
  return new TypedDocumentString<unknown, never>(`subscription ${begins}) { cursor } }`);
}
