import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createInMemoryBus } from '../../src/activity/bus-in-memory.ts';
import type { Bus } from '../../src/activity/bus.ts';
import type { NewEvent, ResetEvent, ToldEvent } from '../../src/activity/event.ts';
import { createActivityService, type ActivityFilter } from '../../src/activity/service.ts';
import { createMarkStore } from '../../src/activity/mark-store.ts';
import { createActivityStore } from '../../src/activity/store.ts';
import { createActivityTail } from '../../src/activity/tail.ts';
import { createTransact } from '../../src/activity/transact.ts';
import type { Database } from '../../src/database/store.ts';
import { encodePosition } from '../../src/database/paging.ts';
import { mergeDraftChanges } from '../../src/domain/draft/change-merging.ts';
import type { DraftChangedPayload } from '../../src/domain/draft/events.ts';
import { openTestDatabase } from '../support/database.ts';
import { newId, viewerWith } from '../support/plan-services.ts';

let database: Database;
let drop: () => Promise<void>;
const member = viewerWith([]);
const ending: (() => void)[] = [];

/** A process that reads and writes the log. `deaf` hears nothing on the bus: it has to look by itself. */
function processOn(on: Database, options: { deaf?: boolean } = {}) {
  const store = createActivityStore(on);
  const bus = createInMemoryBus();
  const errors: unknown[] = [];
  const silent: Bus = { ...bus, subscribe: () => () => undefined };
  const tail = createActivityTail({
    store,
    bus: options.deaf === true ? silent : bus,
    pollInterval: options.deaf === true ? 5 : 60_000,
    onError: (error) => errors.push(error),
  });
  ending.push(() => tail.close());
  const transact = createTransact({ database: on, activityStore: store, bus, clock: () => new Date() });
  const append = (...events: Partial<NewEvent>[]) =>
    transact((tx) => {
      for (const event of events) tx.emit(newEvent(event));
      return Promise.resolve();
    });
  return {
    store,
    tail,
    errors,
    append,
    activity: createActivityService({
      store,
      marks: createMarkStore(on),
      tail,
      clock: () => new Date(),
      mergeDraftChanges,
    }),
  };
}

function newEvent(event: Partial<NewEvent>): NewEvent {
  return {
    kind: 'KEY_TASK_CHANGED',
    actorId: null,
    planId: null,
    subcommitteeId: null,
    keyTaskId: null,
    visibility: 'MEMBERS',
    payload: {},
    ...event,
  };
}

async function take(feed: AsyncIterator<ToldEvent, void>, count: number): Promise<ToldEvent[]> {
  const taken: ToldEvent[] = [];
  while (taken.length < count) {
    const { value, done } = await feed.next();
    if (done === true) break;
    taken.push(value);
  }
  return taken;
}

const sequences = (events: readonly ToldEvent[]) => events.map(({ sequence }) => sequence);
/** As earlier versions gave them out. */
const cursorOf = (sequence: number) => encodePosition([sequence]);
const from = (first: number, count: number) =>
  Array.from({ length: count }, (_value, index) => first + index);

beforeAll(async () => {
  ({ database, drop } = await openTestDatabase());
  createActivityStore(database);
  await database.prepare();
});
afterEach(() => {
  for (const end of ending.splice(0)) end();
});
afterAll(() => drop());

describe('a page of the log', () => {
  it('goes on from a cursor, oldest first', async () => {
    const { activity, append, store } = processOn(database);
    const start = await store.lastSequence();
    await append({}, {}, {});
    const page = await activity.page(member, {}, { first: 2, after: cursorOf(start) });
    expect(page.edges.map(({ node }) => node.sequence)).toEqual([start + 1, start + 2]);
    expect(page.hasNextPage).toBe(true);
    const rest = await activity.page(member, {}, { first: 2, after: page.edges[1]?.cursor ?? null });
    expect(rest.edges.map(({ node }) => node.sequence)).toEqual([start + 3]);
    expect(rest.hasNextPage).toBe(false);
    expect((await activity.page(member, {}, { first: 1, after: null })).edges[0]?.node.sequence).toBe(1);
  });

  it.each([
    ['planId', { planId: newId() }],
    ['subcommitteeId', { subcommitteeId: newId() }],
    ['keyTaskId', { keyTaskId: newId() }],
    ['actorId', { actorId: newId() }],
    ['kinds', { kind: 'DECISION_MADE' }],
  ] as const)('holds what the condition on %s names, live as in the log', async (name, properties) => {
    const { activity, append, store } = processOn(database);
    const filter: ActivityFilter = 'kind' in properties ? { kinds: [properties.kind] } : properties;
    const start = cursorOf(await store.lastSequence());
    const feed = await activity.subscribe(member, filter);
    await append({}, properties, {}, properties);
    const inLog = (await activity.page(member, filter, { first: 10, after: start })).edges.map(
      ({ node }) => node,
    );
    expect(inLog, name).toHaveLength(2);
    expect(await take(feed, 2)).toEqual(inLog);
    await feed.return();
  });

  it('shows public entries only when nobody is signed in, live as in the log', async () => {
    const { activity, append, store } = processOn(database);
    const start = await store.lastSequence();
    const feed = await activity.subscribe(null, {});
    await append({}, { visibility: 'PUBLIC' }, {}, { visibility: 'PUBLIC' });
    const page = await activity.page(null, {}, { first: 10, after: cursorOf(start) });
    expect(page.edges.map(({ node }) => node.sequence)).toEqual([start + 2, start + 4]);
    expect(sequences(await take(feed, 2))).toEqual([start + 2, start + 4]);
    await feed.return();
  });
});

describe('a feed', () => {
  it('looks through a part of the log at a time, and passes nothing over', async () => {
    const { store, tail, append } = processOn(database);
    const scans: number[] = [];
    const activity = createActivityService({
      store: {
        ...store,
        readWithLast: async (query, scan) => {
          const read = await store.readWithLast(query, scan);
          scans.push(read.upTo - query.after);
          return read;
        },
      },
      marks: createMarkStore(database),
      tail,
      clock: () => new Date(),
      mergeDraftChanges,
      scanSize: 10,
    });
    const start = await store.lastSequence();
    const keyTaskId = newId();
    const about = (index: number) => ([9, 10, 20, 34].includes(index) ? { keyTaskId } : {});
    await append(...Array.from({ length: 35 }, (_value, index) => about(index)));
    const feed = await activity.subscribe(member, { keyTaskId }, { after: cursorOf(start) });
    expect(sequences(await take(feed, 4))).toEqual([10, 11, 21, 35].map((place) => start + place));
    expect(scans).toEqual([10, 10, 10, 5]);
    await append({}, { keyTaskId });
    expect(sequences(await take(feed, 1))).toEqual([start + 37]);
    await feed.return();
  });

  it('without a cursor starts with what happens after it was asked for', async () => {
    const { activity, append, store } = processOn(database);
    await append({});
    const feed = await activity.subscribe(member, {});
    const last = await store.lastSequence();
    const next = take(feed, 2);
    await append({});
    await append({});
    expect(sequences(await next)).toEqual([last + 1, last + 2]);
    await feed.return();
  });

  it('without a cursor starts at the end of the log also where its newest entry can’t be read yet', async () => {
    const { store, tail, append } = processOn(database);
    const activity = createActivityService({
      store: { ...store, readMany: () => Promise.resolve([]) },
      marks: createMarkStore(database),
      tail,
      clock: () => new Date(),
      mergeDraftChanges,
    });
    await append({});
    const last = await store.lastSequence();
    const end = await activity.end();
    const feeds = [
      await activity.subscribe(member, {}),
      await activity.subscribe(member, {}, { after: end }),
    ];
    await append({});
    for (const feed of feeds) {
      expect(sequences(await take(feed, 1))).toEqual([last + 1]);
      await feed.return();
    }
  });

  it('replays what was missed and goes live, without a gap or a duplicate', async () => {
    const { activity, append, store } = processOn(database);
    const start = await store.lastSequence();
    // More than is read at a time, so that the replay itself has seams.
    for (let batch = 0; batch < 5; batch += 1) await append(...Array.from({ length: 50 }, () => ({})));
    const feed = await activity.subscribe(member, {}, { after: cursorOf(start + 3) });
    const writing = (async () => {
      for (let count = 0; count < 40; count += 1) await append({}, {});
    })();
    expect(sequences(await take(feed, 327))).toEqual(from(start + 4, 327));
    await writing;
    await feed.return();
  });

  it('resumes anywhere: every cursor leads to exactly what comes after it', async () => {
    const { activity, append, store } = processOn(database);
    const start = await store.lastSequence();
    const wanted = { planId: newId() };
    await append(wanted, {}, wanted, {}, {}, wanted);
    for (let after = 0; after <= 6; after += 1) {
      const expected = [1, 3, 6].filter((offset) => offset > after).map((offset) => start + offset);
      for (const cursor of [...(await activity.cursorsAt([start + after])), cursorOf(start + after)]) {
        const feed = await activity.subscribe(member, wanted, { after: cursor });
        expect(sequences(await take(feed, expected.length))).toEqual(expected);
        await feed.return();
      }
    }
  });

  it('serves readers of different speeds from the same tail, each with everything', async () => {
    const { activity, append, store, tail } = processOn(database);
    const start = await store.lastSequence();
    const fast = await activity.subscribe(member, {});
    const slow = await activity.subscribe(member, {});
    const reading = take(fast, 1300);
    // More than is kept in memory: the slow one has to read the log itself.
    for (let batch = 0; batch < 13; batch += 1) await append(...Array.from({ length: 100 }, () => ({})));
    expect(sequences(await reading)).toEqual(from(start + 1, 1300));
    expect(tail.after(start)).toBeNull();
    expect(sequences(await take(slow, 1300))).toEqual(from(start + 1, 1300));
    await Promise.all([fast.return(), slow.return()]);
  });

  it('gets what another process appends, although its bus says nothing', async () => {
    const reader = processOn(database, { deaf: true });
    const writer = processOn(database);
    const start = await reader.store.lastSequence();
    const feed = await reader.activity.subscribe(member, {});
    const first = take(feed, 1);
    await writer.append({});
    expect(sequences(await first)).toEqual([start + 1]);
    const more = take(feed, 2);
    await writer.append({}, {});
    expect(sequences(await more)).toEqual([start + 2, start + 3]);
    await feed.return();
  });

  it('goes on after the log could not be read for a while', async () => {
    const { activity, append, store, errors } = failing();
    const start = await store.lastSequence();
    const feed = await activity.subscribe(member, {});
    const next = take(feed, 1);
    await append({});
    expect(sequences(await next)).toEqual([start + 1]);
    expect(errors.length).toBeGreaterThan(0);
    await feed.return();
  });

  it.each([
    ['one that was never given out', 'nonsense'],
    ['a negative one', cursorOf(-1)],
    ['a broken one', encodePosition([1.5])],
    ['a text', encodePosition(['1'])],
  ])('refuses %s as a cursor', async (_what, after) => {
    const { activity } = processOn(database);
    const refused = expect.objectContaining({ code: 'INVALID_INPUT', field: ['after'] }) as Error;
    await expect(activity.subscribe(member, {}, { after })).rejects.toThrow(refused);
    await expect(activity.page(member, {}, { first: 1, after })).rejects.toThrow(refused);
  });

  describe('AC-3: a cursor that does not lead into the log', () => {
    /** What has happened since the first of the entries is lost, and others are written in its place. */
    async function restored(first: number, { store, append }: ReturnType<typeof processOn>, count: number) {
      const { connection } = database;
      await connection.collection('activityEvents').deleteMany({ _id: { $gte: first as never } });
      const before = { _id: 'activity' as never };
      await connection.collection('activityCounters').updateOne(before, { $set: { value: first - 1 } });
      // A later time than those had.
      await vi.waitFor(() => expect(Date.now()).toBeGreaterThan(lastAppended));
      await append(...Array.from({ length: count }, () => ({})));
      expect(await store.lastSequence()).toBe(first + count - 1);
    }
    let lastAppended = 0;
    const unknown = { code: 'INVALID_INPUT', field: ['after'] };

    it.each([
      ['beyond its end', 1],
      ['to an entry that another has the place of', 3],
    ])('%s, is told by a reset, and the rest follows', async (_what, count) => {
      const process = processOn(database);
      const { activity, append, store } = process;
      const start = await store.lastSequence();
      await append({}, {});
      const { edges } = await activity.page(member, {}, { first: 2, after: cursorOf(start) });
      lastAppended = Date.now();
      const after = edges[1]?.cursor ?? '';
      await restored(start + 1, process, count);

      for (const reader of [member, null]) {
        const feed = await activity.subscribe(reader, { kinds: ['PLAN_CHANGED'] }, { after });
        const [reset] = await take(feed, 1);
        expect(reset).toMatchObject({ kind: 'ACTIVITY_RESET', actorId: null, sequence: start + count });
        const next = take(feed, 1);
        await append({ kind: 'PLAN_CHANGED', visibility: 'PUBLIC' });
        expect(sequences(await next)).toEqual([await store.lastSequence()]);
        await feed.return();
        // Where it says that it goes on leads there.
        const again = await activity.subscribe(member, {}, { after: (reset as ResetEvent).cursor });
        expect(sequences(await take(again, 1))).toEqual([start + count + 1]);
        await again.return();
        count += 1;
      }
      await expect(activity.page(member, {}, { first: 1, after })).rejects.toMatchObject(unknown);
      await expect(activity.startOf(after)).rejects.toMatchObject(unknown);
      await expect(activity.markRead(member, after)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    });

    it('and has been given out by an earlier version, is told by a reset beyond its end', async () => {
      const { activity, store } = processOn(database);
      const last = await store.lastSequence();
      const beyond = await activity.subscribe(member, {}, { after: encodePosition([last + 1]) });
      expect(await take(beyond, 1)).toMatchObject([{ kind: 'ACTIVITY_RESET', sequence: last }]);
      await beyond.return();
      const end = await activity.subscribe(member, {}, { after: encodePosition([last - 1]) });
      expect(sequences(await take(end, 1))).toEqual([last]);
      await end.return();
    });
  });

  it('ends at once while it waits: by its consumer, by the signal, by the end of the process', async () => {
    const { activity, tail } = processOn(database);
    const ended = { value: undefined, done: true };

    const returned = await activity.subscribe(member, {});
    const waiting = returned.next();
    await returned.return();
    expect(await waiting).toEqual(ended);

    const controller = new AbortController();
    const aborted = await activity.subscribe(member, {}, { signal: controller.signal });
    const alsoWaiting = aborted.next();
    controller.abort();
    expect(await alsoWaiting).toEqual(ended);
    expect(await aborted.next()).toEqual(ended);
    expect(await (await activity.subscribe(member, {}, { signal: controller.signal })).next()).toEqual(ended);

    const closed = await activity.subscribe(member, {});
    const last = closed.next();
    tail.close();
    expect(await last).toEqual(ended);
  });
});

/** A process whose reads of the log's end fail twice, then work. */
function failing() {
  const store = createActivityStore(database);
  const bus = createInMemoryBus();
  const errors: unknown[] = [];
  let failures = 2;
  const tail = createActivityTail({
    store: {
      ...store,
      read: (query, session) => {
        if (failures === 0) return store.read(query, session);
        failures -= 1;
        return Promise.reject(new Error('The database is away.'));
      },
    },
    bus,
    pollInterval: 5,
    onError: (error) => errors.push(error),
  });
  ending.push(() => tail.close());
  const transact = createTransact({ database, activityStore: store, bus, clock: () => new Date() });
  return {
    store,
    errors,
    append: (event: Partial<NewEvent>) =>
      transact((tx) => {
        tx.emit(newEvent(event));
        return Promise.resolve();
      }),
    activity: createActivityService({
      store,
      marks: createMarkStore(database),
      tail,
      clock: () => new Date(),
      mergeDraftChanges,
    }),
  };
}

/** A change of one block, named by the entry, which nothing else changes. */
function draftChange(draftId: string, actorId: string, name: string): Partial<NewEvent> {
  const change = { charactersInserted: 1, charactersDeleted: 0, excerpt: name };
  const payload: DraftChangedPayload = {
    draftId,
    fromSequence: 1,
    toSequence: 1,
    blocks: [{ blockId: name, blockType: 'paragraph', kind: 'CHANGED', ...change }],
    fields: [],
    ...change,
  };
  return { kind: 'DRAFT_CHANGED', actorId, payload: { ...payload } };
}

const blocksOf = ({ kind, payload }: ToldEvent): string[] =>
  kind === 'DRAFT_CHANGED'
    ? (payload as unknown as DraftChangedPayload).blocks.map(({ blockId }) => String(blockId))
    : [];
const cursorIn = (event: ToldEvent) => ('cursor' in event ? String(event.cursor) : cursorOf(event.sequence));

describe('a subscription that gathers the changes of drafts', () => {
  const planId = newId();
  const drafts = [newId(), newId()];
  const actors = [newId(), newId(), newId()];

  it('AC-2: tells each change once and in order, and goes on from each of its cursors with just the rest', async () => {
    const one = processOn(database);
    const start = await one.store.lastSequence();
    let name = 0;
    const change = (which: number) =>
      draftChange(drafts[which % 2] ?? '', actors[which % 3] ?? '', `b${(name += 1)}`);
    await one.append(...[0, 1, 2, 0, 3, 5].map(change), { planId });
    await one.append(...[4, 4, 1].map(change), { planId }, ...[2].map(change), { planId });
    const all = Array.from({ length: name }, (_, index) => `b${index + 1}`);
    // All that follow each other, by draft and member, and the three events that end them.
    const count = 5 + 1 + 2 + 1 + 1 + 1;
    const gather = { gather: 3600 };
    const feed = await one.activity.subscribe(member, {}, { after: cursorOf(start), ...gather });
    const told = await take(feed, count);
    expect(told.flatMap(blocksOf).sort()).toEqual(all.sort());
    expect(
      told.filter(({ kind }) => kind !== 'DRAFT_CHANGED').map(({ sequence }) => sequence - start),
    ).toEqual([7, 11, 13]);
    const changes = told.filter(({ kind }) => kind === 'DRAFT_CHANGED');
    for (const change of changes) expect(change.payload['charactersInserted']).toBe(blocksOf(change).length);
    expect(new Set(told.map(cursorIn)).size).toBe(count);
    for (const [index, event] of told.entries()) {
      const resumed = await one.activity.subscribe(member, {}, { after: cursorIn(event), ...gather });
      const rest = await take(resumed, count - index - 1);
      expect(rest.map((one) => [one.sequence, blocksOf(one)])).toEqual(
        told.slice(index + 1).map((one) => [one.sequence, blocksOf(one)]),
      );
      await resumed.return();
      // Elsewhere it leads to before what was gathered: nothing is passed over.
      const page = await one.activity.page(member, {}, { first: 100, after: cursorIn(event) });
      const seen = told.slice(0, index + 1).flatMap(blocksOf);
      const left = page.edges.flatMap(({ node }) => blocksOf(node));
      expect(all.filter((block) => !seen.includes(block) && !left.includes(block))).toEqual([]);
    }
    await feed.return();
  });

  it('AC-2: tells what was gathered when the time is over, though nothing else happens', async () => {
    const one = processOn(database);
    const feed = await one.activity.subscribe(member, {}, { gather: 1 });
    const first = feed.next();
    await one.append(
      ...['one', 'two', 'three'].map((name) => draftChange(drafts[0] ?? '', actors[0] ?? '', name)),
    );
    const { value } = await first;
    if (value === undefined) throw new Error('It has ended.');
    expect(blocksOf(value)).toEqual(['one', 'two', 'three']);
    expect(value.payload['charactersInserted']).toBe(3);
    const next = feed.next();
    await one.append({ planId });
    expect((await next).value).toMatchObject({ kind: 'KEY_TASK_CHANGED' });
    // Ended while it gathers.
    const last = feed.next();
    await one.append(draftChange(drafts[0] ?? '', actors[0] ?? '', 'four'));
    await feed.return();
    expect((await last).done).toBe(true);
  });

  it.each([-1, 3601, 0.5])('refuses to gather for %s seconds', async (gather) => {
    const { activity } = processOn(database);
    await expect(activity.subscribe(member, {}, { gather })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('AC-2: under another filter goes on before what was gathered, and without gathering tells single entries', async () => {
    const one = processOn(database);
    const start = await one.store.lastSequence();
    const [draft = ''] = drafts;
    const [kim = '', lee = ''] = actors;
    await one.append(
      draftChange(draft, kim, 'k1'),
      draftChange(draft, lee, 'l1'),
      draftChange(draft, kim, 'k2'),
      { planId },
    );
    const feed = await one.activity.subscribe(member, {}, { after: cursorOf(start), gather: 3600 });
    const [first] = await take(feed, 1);
    if (first === undefined) throw new Error('It has ended.');
    expect(blocksOf(first)).toEqual(['l1']);
    const goOn = async (filter: ActivityFilter, gather: number, count: number) => {
      const resumed = await one.activity.subscribe(member, filter, { after: cursorIn(first), gather });
      const rest = await take(resumed, count);
      await resumed.return();
      return rest.map((event) => [event.kind, ...blocksOf(event)]);
    };
    const changed = (...blocks: string[]) => ['DRAFT_CHANGED', ...blocks];
    expect(await goOn({ actorId: lee }, 0, 1)).toEqual([changed('l1')]);
    expect(await goOn({ kinds: ['KEY_TASK_CHANGED'] }, 3600, 1)).toEqual([['KEY_TASK_CHANGED']]);
    await one.append(draftChange(draft, kim, 'k3'), draftChange(draft, kim, 'k4'), { planId });
    expect(await goOn({}, 0, 5)).toEqual([
      changed('k1', 'k2'),
      ['KEY_TASK_CHANGED'],
      changed('k3'),
      changed('k4'),
      ['KEY_TASK_CHANGED'],
    ]);
    await feed.return();
  });

  it.each([
    [[5, 1, 5, 0, 'f']],
    [[5, 1, 9, 0, 'f']],
    [[5, 1, 1, -1, 'f']],
    [[5, 'f']],
    [[5, -1]],
    [[5, 1, 1]],
    [[5, 1, 1, 0]],
    [[5, 1, '1', '0', 'f']],
    [[5, 1, 1, 0, 0]],
    [[5, 1, 1, 0, 'f', 0]],
  ])('refuses the cursor %j', async (values) => {
    const { activity } = processOn(database);
    await expect(activity.subscribe(member, {}, { after: encodePosition(values) })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
  });
});
