import { describe, expect, it } from 'vitest';
import { ResumingFeed, type FollowOptions } from '../../src/client/activity-feed.ts';
import { DocumentSending } from '../../src/client/documents.ts';
import type { ActivityEndDocument } from '../../src/client/index.ts';
import { ChoanError, TypedDocumentString } from '../../src/client/index.ts';
import { failure, ScriptedSocket } from '../support/scripted-socket.ts';

interface Event {
  readonly cursor: string;
}
const document = new TypedDocumentString<{ activity: Event }, { after?: string | null }>(
  'subscription ($after: String) { activity(after: $after) { cursor } }',
  { hash: 'its-hash' },
);

/** A feed over a socket that does what the test says. */
function follow(options: FollowOptions & { after?: string; logEnd?: () => Promise<string> } = {}) {
  const socket = new ScriptedSocket();
  const { after, logEnd = () => Promise.resolve('end'), ...rest } = options;
  const feed = new ResumingFeed(
    {
      document,
      variables: after === undefined ? {} : { after },
      socket: socket.asSocket,
      sending: new DocumentSending(),
      logEnd,
      sessionEndings: () => 0,
    },
    { longestRetryDelay: 1, ...rest },
  );
  const { subscriptions } = socket;
  return { feed, subscription: (number: number) => socket.subscription(number), subscriptions };
}

const event = (cursor: string) => ({ data: { activity: { cursor } } });

describe('a feed of the client', () => {
  it('starts behind the end of the log when it is given no cursor, whatever becomes of the first socket', async () => {
    const { feed, subscription } = follow();
    const first = await subscription(0);
    expect(await feed.started).toBe('end');
    expect(feed.cursor).toBe('end');
    first.sink.error({ code: 1006, reason: '' });
    expect((await subscription(1)).request.variables).toEqual({ after: 'end' });
  });

  it('asks for the end of the log until it knows it', async () => {
    let asked = 0;
    const { subscription } = follow({
      logEnd: async () => {
        asked += 1;
        if (asked < 3) throw new ChoanError('NETWORK', 'gone');
        return 'found';
      },
    });
    expect((await subscription(0)).request.variables).toEqual({ after: 'found' });
  });

  it('resumes behind the last event that came, and says with its cursor which one was read', async () => {
    const { feed, subscription } = follow({ after: 'a' });
    const first = await subscription(0);
    expect(first.request.variables).toEqual({ after: 'a' });
    first.sink.next(event('b'));
    first.sink.next(event('c'));
    first.sink.error({ code: 1012, reason: 'Service restart' });
    // Nothing of a subscription that is over.
    first.sink.next(event('d'));
    const second = await subscription(1);
    expect(first.closed).toBe(true);
    expect(second.request.variables).toEqual({ after: 'c' });
    second.sink.next(event('d'));
    expect(feed.cursor).toBe('a');
    const read: string[] = [];
    for (let index = 0; index < 3; index += 1) {
      read.push((await feed.next()).value?.cursor ?? '');
      expect(feed.cursor).toBe(read.at(-1));
    }
    expect(read).toEqual(['b', 'c', 'd']);
  });

  it('goes on when the server completes the subscription, as on shutting down', async () => {
    const { subscription } = follow({ after: 'a' });
    (await subscription(0)).sink.complete();
    expect((await subscription(1)).request.variables).toEqual({ after: 'a' });
  });

  it('pauses while 1,000 events wait for a reader, and loses none', async () => {
    const { feed, subscription, subscriptions } = follow({ after: '0' });
    const first = await subscription(0);
    for (let number = 1; number <= 1500; number += 1) first.sink.next(event(String(number)));
    for (let number = 1; number <= 999; number += 1) await feed.next();
    expect(first.closed).toBe(true);
    expect(subscriptions).toHaveLength(1);
    expect(await feed.next()).toEqual({ done: false, value: { cursor: '1000' } });
    expect((await subscription(1)).request.variables).toEqual({ after: '1000' });
  });

  it.each([
    ['INVALID_INPUT', failure('INVALID_INPUT')],
    ['FORBIDDEN', failure('FORBIDDEN')],
    ['GRAPHQL_VALIDATION_FAILED', failure('GRAPHQL_VALIDATION_FAILED')],
    ['UNAUTHENTICATED', new ChoanError('UNAUTHENTICATED', 'over')],
    ['BAD_REQUEST', { code: 4406, reason: 'Subprotocol not acceptable' }],
  ])('ends with %s, once what came before is read', async (code, error) => {
    const { feed, subscription, subscriptions } = follow({ after: 'a' });
    const first = await subscription(0);
    first.sink.next(event('b'));
    first.sink.error(error);
    expect(await feed.next()).toMatchObject({ value: { cursor: 'b' } });
    await expect(feed.next()).rejects.toMatchObject({ name: 'ChoanError', code });
    expect(await feed.next()).toEqual({ done: true, value: undefined });
    expect(subscriptions).toHaveLength(1);
  });

  it('bears errors of the server five times in a row, not a sixth', async () => {
    const told: unknown[] = [];
    const { feed, subscription } = follow({ after: 'a', onInterruption: (error) => told.push(error) });
    const internal = failure('INTERNAL_SERVER_ERROR', { requestId: 'r-1' });
    for (let number = 0; number < 5; number += 1) (await subscription(number)).sink.error(internal);
    // One that comes through in between makes good for those before it.
    (await subscription(5)).sink.next(event('b'));
    for (let number = 5; number < 11; number += 1) (await subscription(number)).sink.error(internal);
    await feed.next();
    await expect(feed.next()).rejects.toMatchObject({ code: 'INTERNAL_SERVER_ERROR', requestId: 'r-1' });
    expect(told).toHaveLength(10);
  });

  it('hands out an event whose fields could not all be answered, and tells of the error', async () => {
    const told: unknown[] = [];
    const { feed, subscription } = follow({ after: 'a', onInterruption: (error) => told.push(error) });
    (await subscription(0)).sink.next({ ...event('b'), errors: failure('INTERNAL_SERVER_ERROR') });
    expect(await feed.next()).toMatchObject({ value: { cursor: 'b' } });
    expect(told).toMatchObject([{ code: 'INTERNAL_SERVER_ERROR' }]);
  });

  it('refuses a document that does not ask for the cursor', async () => {
    const { feed, subscription, subscriptions } = follow({ after: 'a' });
    (await subscription(0)).sink.next({ data: { activity: { title: 'b' } } });
    await expect(feed.next()).rejects.toMatchObject({ name: 'ChoanError', code: 'BAD_REQUEST' });
    expect(subscriptions).toHaveLength(1);
  });

  it('waits as long as a server wants that limits its rate', async () => {
    const { subscription } = follow({ after: 'a' });
    (await subscription(0)).sink.error(failure('RATE_LIMITED', { retryAfter: 0 }));
    expect((await subscription(1)).request.variables).toEqual({ after: 'a' });
  });

  it('names its document by the hash where the server takes no others', async () => {
    const { subscription } = follow({ after: 'a' });
    const first = await subscription(0);
    expect(first.request.query).toBe(document.toString());
    first.sink.error(failure('QUERY_NOT_IN_SAFELIST'));
    const { query, extensions } = (await subscription(1)).request;
    expect(query).toBeUndefined();
    expect(extensions).toEqual({ persistedQuery: { version: 1, sha256Hash: 'its-hash' } });
  });

  it('ends on return(), for those who wait as well', async () => {
    const { feed, subscription } = follow({ after: 'a' });
    const first = await subscription(0);
    const waiting = [feed.next(), feed.next()];
    await feed.return();
    expect(await Promise.all(waiting)).toEqual(Array(2).fill({ done: true, value: undefined }));
    expect(await feed.next()).toEqual({ done: true, value: undefined });
    await Promise.resolve();
    expect(first.closed).toBe(true);
  });

  it('ends when its signal is aborted, also one that was before', async () => {
    const stop = new AbortController();
    const { feed, subscription } = follow({ after: 'a', signal: stop.signal });
    const first = await subscription(0);
    const reading = (async () => {
      const cursors: string[] = [];
      for await (const { cursor } of feed) cursors.push(cursor);
      return cursors;
    })();
    first.sink.next(event('b'));
    await expect.poll(() => feed.cursor).toBe('b');
    stop.abort();
    expect(await reading).toEqual(['b']);
    const late = follow({ after: 'a', signal: stop.signal });
    expect(await late.feed.next()).toEqual({ done: true, value: undefined });
    expect(late.subscriptions).toEqual([]);
  });
});

describe('a document of the client', () => {
  it('must be a text', () => {
    const tree = { kind: 'Document', definitions: [] } as unknown as typeof ActivityEndDocument;
    expect(() => new DocumentSending().partOf(tree)).toThrow(TypeError);
  });
});
