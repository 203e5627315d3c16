import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodePosition } from '../../src/database/paging.ts';
import { toGlobalId } from '../../src/graphql/ids.ts';
import { openDecisionPath, type DecisionPath, type Person } from '../support/decision-path.ts';

let path: DecisionPath;
beforeAll(async () => {
  path = await openDecisionPath();
});
afterAll(() => path.drop());

interface Unread {
  readonly count: number;
  readonly mark: { readonly cursor: string; readonly at: string } | null;
}

async function unread(who: Person | null, filter: object = {}): Promise<Unread | null> {
  const { unreadActivity } = await path.ask<{ unreadActivity: Unread | null }>(
    who === null ? null : path.as[who],
    'query ($filter: ActivityFilter) { unreadActivity(filter: $filter) { count mark { cursor at } } }',
    { filter },
  );
  return unreadActivity;
}

async function mark(who: Person, cursor: string) {
  const { result } = await path.ask<{
    result: { mark: { cursor: string } | null; userErrors: { code: string; field: string[] }[] };
  }>(
    path.as[who],
    `mutation ($input: MarkActivityReadInput!) {
      result: markActivityRead(input: $input) { mark { cursor at } userErrors { code field } } }`,
    { input: { cursor } },
  );
  return result;
}

const end = () => path.activity.end();

describe('AC-1: since a member last looked', () => {
  it('counts what others did behind the mark, all without one', async () => {
    const all = (await unread('observer'))?.count ?? 0;
    expect(all).toBe(await path.stores.activity.lastSequence());
    expect(await unread('observer')).toEqual({ count: all, mark: null });
    expect((await mark('observer', await end())).mark?.cursor).toBe(await end());
    expect(await unread('observer')).toMatchObject({ count: 0, mark: { cursor: await end() } });
    const keyTask = await path.create('새 과제');
    expect((await unread('observer'))?.count).toBe(2);
    // Their own don't wait for who did them.
    await mark('lead', encodePosition([all]));
    expect((await unread('lead'))?.count).toBe(0);
    await path.keyTasks.withdraw(path.as.chair, keyTask.id, '사유');
    expect((await unread('lead'))?.count).toBeGreaterThan(0);
    // Nobody's mark is another's.
    expect((await unread('reviewer'))?.mark).toBeNull();
  });

  it('counts under the filters of the log', async () => {
    await mark('observer', await end());
    const [one, other] = [await path.create('하나'), await path.create('둘')];
    await path.keyTasks.rename(path.as.lead, one.id, { title: '하나 반' });
    const of = async (keyTask: { id: string }) =>
      (await unread('observer', { keyTaskId: toGlobalId('KeyTask', keyTask.id) }))?.count;
    expect(await of(one)).toBe(3);
    expect(await of(other)).toBe(2);
    expect((await unread('observer', { kinds: ['DECISION_MADE'] }))?.count).toBe(0);
    const actorId = toGlobalId('Member', path.as.lead.memberId);
    expect((await unread('observer', { actorId }))?.count).toBe(5);
    expect((await unread('lead', { actorId }))?.count).toBe(0);
    const nobodyElse = toGlobalId('Member', path.as.chair.memberId);
    expect((await unread('observer', { actorId: nobodyElse }))?.count).toBe(0);
  });

  it('counts under the name that the actor had in a filter before', async () => {
    const actorId = toGlobalId('Member', path.as.lead.memberId);
    await path.create('셋');
    const now = await unread('observer', { actorId });
    expect(now?.count).toBeGreaterThan(0);
    expect(await unread('observer', { memberId: actorId })).toEqual(now);
    expect(await unread('observer', { memberId: actorId, actorId })).toEqual(now);
    expect(await unread('observer', { memberId: actorId, actorId: null })).toEqual(now);
  });

  it('never goes back, whoever is first', async () => {
    const last = await end();
    await Promise.all([
      mark('chair', encodePosition([3])),
      mark('chair', last),
      mark('chair', encodePosition([5])),
    ]);
    expect((await unread('chair'))?.mark?.cursor).toBe(last);
    expect((await mark('chair', encodePosition([0]))).mark?.cursor).toBe(last);
  });

  it('is refused for a cursor that the log has not given out', async () => {
    const beyond = encodePosition([(await path.stores.activity.lastSequence()) + 1]);
    for (const cursor of ['', 'x', encodePosition([-1]), encodePosition(['1']), beyond])
      expect(await mark('secretariat', cursor)).toEqual({
        mark: null,
        userErrors: [{ code: 'INVALID_INPUT', field: ['cursor'] }],
      });
    expect((await unread('secretariat'))?.mark).toBeNull();
  });

  it('is nothing for who is not signed in', async () => {
    expect(await unread(null)).toBeNull();
  });

  it('ends at 1,000', async () => {
    await path.transact((tx) => {
      for (let count = 0; count < 1001; count += 1)
        tx.emit({
          kind: 'KEY_TASK_CHANGED',
          actorId: null,
          planId: null,
          subcommitteeId: null,
          keyTaskId: null,
          visibility: 'MEMBERS',
          payload: {},
        });
      return Promise.resolve();
    });
    expect((await unread('reviewer'))?.count).toBe(1000);
  });
});
