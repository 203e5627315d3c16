import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DomainErrorCode } from '../../src/errors.ts';
import { newId, openPlanServices, servicesOn, type PlanServices } from '../support/plan-services.ts';

function refused(code: DomainErrorCode, field?: readonly string[]): Error {
  return expect.objectContaining({ code, ...(field === undefined ? {} : { field }) }) as Error;
}

const third = { title: '제3차 클라우드컴퓨팅 기본계획', periodStart: 2022, periodEnd: 2024 };

describe('plans', () => {
  let force: PlanServices;

  beforeAll(async () => {
    force = await openPlanServices();
  });
  afterAll(() => force.drop());
  beforeEach(() => force.newEvents());

  it('creates a plan with what was left out filled in, and says so in public', async () => {
    const plan = await force.plans.create(force.secretariat, third);
    expect(plan).toMatchObject({
      ...third,
      englishTitle: null,
      vision: null,
      predecessorId: null,
      ballotRule: { quorum: 0.5, majority: 0.5, base: 'FOR_AND_AGAINST', discussion: 'BLOCKS' },
    });
    expect(await force.plans.find(null, plan.id)).toEqual(plan);
    expect(await force.newEvents()).toEqual([
      expect.objectContaining({
        kind: 'PLAN_CHANGED',
        visibility: 'PUBLIC',
        planId: plan.id,
        actorId: force.secretariat.memberId,
        payload: { planId: plan.id, title: third.title, change: 'CREATED' },
      }),
    ]);
  });

  it('refuses whoever may not, and what is malformed, and changes nothing', async () => {
    const { plans, secretariat, lead, observer } = force;
    const attempt = (input: Partial<Parameters<typeof plans.create>[1]>) =>
      plans.create(secretariat, { ...third, ...input });
    await expect(plans.create(null, third)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await expect(plans.create(lead, third)).rejects.toThrow(refused('FORBIDDEN'));
    await expect(plans.create(observer, third)).rejects.toThrow(refused('FORBIDDEN'));
    await expect(attempt({ title: '  ' })).rejects.toThrow(refused('INVALID_INPUT', ['title']));
    await expect(attempt({ title: 'x'.repeat(301) })).rejects.toThrow(refused('INVALID_INPUT', ['title']));
    await expect(attempt({ periodEnd: 2021 })).rejects.toThrow(refused('INVALID_INPUT', ['periodEnd']));
    await expect(attempt({ ballotRule: { quorum: 2, majority: 0.5 } })).rejects.toThrow(
      refused('INVALID_INPUT', ['ballotRule', 'quorum']),
    );
    await expect(attempt({ predecessorId: newId() })).rejects.toThrow(
      refused('NOT_FOUND', ['predecessorId']),
    );
    expect(await force.newEvents()).toEqual([]);
  });

  it('takes a plan that starts earlier as the one before', async () => {
    const second = await force.plans.create(force.chair, {
      title: '제2차',
      periodStart: 2019,
      periodEnd: 2021,
    });
    const plan = await force.plans.create(force.chair, { ...third, predecessorId: second.id });
    expect(plan.predecessorId).toBe(second.id);
    await expect(
      force.plans.create(force.chair, { ...third, periodStart: 2019, predecessorId: second.id }),
    ).rejects.toThrow(refused('INVALID_INPUT', ['predecessorId']));
  });

  it('updates what is given, clears what is null, and takes no change for none', async () => {
    const { plans, secretariat } = force;
    const plan = await plans.create(secretariat, {
      ...third,
      englishTitle: 'Third',
      vision: '첫째 줄\n둘째 줄',
    });
    await force.newEvents();
    const ballotRule = {
      quorum: 0.6,
      majority: 0.66,
      base: 'PRESENT',
      discussion: 'COUNTS_AGAINST',
    } as const;
    const update = { title: '새 이름', englishTitle: null, ballotRule };
    const after = await plans.update(secretariat, plan.id, update);
    expect(after).toEqual({ ...plan, ...update, ballotRule: { ...ballotRule, secret: false } });
    expect(await plans.update(secretariat, plan.id, update)).toEqual(after);
    expect(await plans.update(secretariat, plan.id, {})).toEqual(after);
    // What is left out of the rule stays: nobody makes secret ballots open by not knowing of them.
    const secret = { quorum: 0.6, majority: 0.66, secret: true };
    await plans.update(secretariat, plan.id, { ballotRule: secret });
    const changed = await plans.update(secretariat, plan.id, { ballotRule: { quorum: 0.5, majority: 0.5 } });
    expect(changed.ballotRule).toEqual({ ...ballotRule, quorum: 0.5, majority: 0.5, secret: true });
    await plans.update(secretariat, plan.id, { ballotRule: { ...ballotRule, secret: false } });
    expect((await force.newEvents()).map((event) => event.payload['change'])).toEqual(
      Array(4).fill('UPDATED'),
    );
    await expect(plans.update(secretariat, plan.id, { title: null })).rejects.toThrow(
      refused('INVALID_INPUT', ['title']),
    );
    await expect(plans.update(secretariat, plan.id, { ballotRule: null })).rejects.toThrow(
      refused('INVALID_INPUT', ['ballotRule']),
    );
    await expect(plans.update(secretariat, newId(), update)).rejects.toThrow(refused('NOT_FOUND'));
    await expect(plans.update(force.lead, plan.id, update)).rejects.toThrow(refused('FORBIDDEN'));
    await expect(plans.find(null, newId())).rejects.toThrow(refused('NOT_FOUND'));
  });

  it('finds many in the order asked for', async () => {
    const a = await force.plans.create(force.chair, third);
    const b = await force.plans.create(force.chair, third);
    expect(await force.plans.findMany(null, [b.id, newId(), a.id])).toEqual([b, null, a]);
  });
});

describe('list of plans', () => {
  let force: PlanServices;

  beforeAll(async () => {
    force = await openPlanServices();
  });
  afterAll(() => force.drop());

  it('pages through all of them, newest period first, whatever the page size', async () => {
    const periods = [
      [2016, 2018],
      [2022, 2024],
      [2019, 2021],
      [2022, 2026],
      [2022, 2024],
    ] as const;
    for (const [periodStart, periodEnd] of periods) {
      await force.plans.create(force.chair, { title: `${periodStart}`, periodStart, periodEnd });
    }
    for (const first of [1, 2, 3, 5, 6]) {
      const seen: { id: string; period: number[] }[] = [];
      let after: string | null = null;
      for (let more = true; more;) {
        const page = await force.plans.page(null, { first, after });
        seen.push(
          ...page.edges.map(({ node }) => ({ id: node.id, period: [node.periodStart, node.periodEnd] })),
        );
        more = page.hasNextPage;
        after = page.edges.at(-1)?.cursor ?? null;
      }
      expect(seen.map(({ period }) => period)).toEqual([
        [2022, 2026],
        [2022, 2024],
        [2022, 2024],
        [2019, 2021],
        [2016, 2018],
      ]);
      expect(new Set(seen.map(({ id }) => id)).size).toBe(5);
    }
  });

  it.each([
    'nonsense',
    Buffer.from('[1,2]').toString('base64url'),
    Buffer.from('["a","b","c"]').toString('base64url'),
  ])('refuses the cursor %s', async (after) => {
    await expect(force.plans.page(null, { first: 1, after })).rejects.toThrow(
      refused('INVALID_INPUT', ['after']),
    );
  });
});

describe('strategies', () => {
  let force: PlanServices;
  let planId: string;

  beforeAll(async () => {
    force = await openPlanServices();
  });
  afterAll(() => force.drop());
  beforeEach(async () => {
    planId = (await force.plans.create(force.chair, third)).id;
  });

  async function titles(): Promise<string[]> {
    const [strategies = []] = await force.plans.strategiesOfPlans(null, [planId]);
    expect(strategies.map((strategy) => strategy.position)).toEqual(
      strategies.map((_strategy, index) => index),
    );
    return strategies.map((strategy) => strategy.title);
  }

  async function make(...names: string[]) {
    const made = [];
    for (const title of names)
      made.push(await force.plans.createStrategy(force.secretariat, planId, { title }));
    await force.newEvents();
    return made;
  }

  it('adds them one behind the other', async () => {
    await make('하나', '둘', '셋');
    expect(await titles()).toEqual(['하나', '둘', '셋']);
    await expect(force.plans.createStrategy(force.lead, planId, { title: '넷' })).rejects.toThrow(
      refused('FORBIDDEN'),
    );
    await expect(force.plans.createStrategy(force.chair, newId(), { title: '넷' })).rejects.toThrow(
      refused('NOT_FOUND', ['planId']),
    );
    await expect(force.plans.createStrategy(force.chair, planId, { title: '' })).rejects.toThrow(
      refused('INVALID_INPUT', ['title']),
    );
    expect(await titles()).toEqual(['하나', '둘', '셋']);
  });

  it('renames, keeping an English title that is left out and taking the same for no change', async () => {
    const [strategy] = await make('하나');
    const id = strategy?.id ?? '';
    const { plans, chair } = force;
    await plans.renameStrategy(chair, id, { title: '하나', englishTitle: 'One' });
    expect(await plans.renameStrategy(chair, id, { title: '일' })).toMatchObject({
      title: '일',
      englishTitle: 'One',
    });
    await plans.renameStrategy(chair, id, { title: '일' });
    expect(await plans.renameStrategy(chair, id, { title: '일', englishTitle: null })).toMatchObject({
      englishTitle: null,
    });
    const events = await force.newEvents();
    expect(events.map((event) => [event.kind, event.visibility, event.payload['change']])).toEqual(
      Array(3).fill(['STRATEGY_CHANGED', 'MEMBERS', 'RENAMED']),
    );
    await expect(plans.renameStrategy(chair, newId(), { title: '일' })).rejects.toThrow(refused('NOT_FOUND'));
    await expect(plans.renameStrategy(force.member, id, { title: '이' })).rejects.toThrow(
      refused('FORBIDDEN'),
    );
  });

  it('moves one to each place, and the others make room', async () => {
    for (let from = 0; from < 4; from += 1) {
      for (let to = 0; to < 4; to += 1) {
        planId = (await force.plans.create(force.chair, third)).id;
        const made = await make('가', '나', '다', '라');
        const expected = made.map((strategy) => strategy.title);
        expected.splice(to, 0, ...expected.splice(from, 1));
        const moved = await force.plans.moveStrategy(force.chair, made[from]?.id ?? '', to);
        expect(moved.position).toBe(to);
        expect(await titles()).toEqual(expected);
        const changes = (await force.newEvents()).map((event) => event.payload['change']);
        expect(changes).toEqual(from === to ? [] : ['MOVED']);
      }
    }
  });

  it('refuses a place that is none', async () => {
    const [first] = await make('가', '나');
    for (const position of [-1, 2, 99]) {
      await expect(force.plans.moveStrategy(force.chair, first?.id ?? '', position)).rejects.toThrow(
        refused('INVALID_INPUT', ['position']),
      );
    }
    expect(await titles()).toEqual(['가', '나']);
  });

  it('removes one that holds no task, and closes the gap', async () => {
    const [, second] = await make('가', '나', '다');
    const id = second?.id ?? '';
    await expect(force.plans.removeStrategy(force.lead, id)).rejects.toThrow(refused('FORBIDDEN'));
    expect((await force.plans.removeStrategy(force.chair, id)).id).toBe(planId);
    expect(await titles()).toEqual(['가', '다']);
    expect((await force.newEvents()).map((event) => event.payload)).toEqual([
      { planId, strategyId: id, title: '나', position: 1, change: 'REMOVED' },
    ]);
    await expect(force.plans.removeStrategy(force.chair, id)).rejects.toThrow(refused('NOT_FOUND'));
  });

  it('keeps one that holds a task that goes on', async () => {
    const [first, second] = await make('가', '나');
    const task = { planId, subcommitteeId: force.subcommittees.own, title: '과제' };
    const kept = await force.keyTasks.create(force.lead, { ...task, strategyId: first?.id ?? '' });
    await expect(force.plans.removeStrategy(force.chair, first?.id ?? '')).rejects.toThrow(
      refused('ILLEGAL_TRANSITION'),
    );
    expect(await force.plans.areOccupied([second?.id ?? '', first?.id ?? ''])).toEqual([false, true]);
    await force.keyTasks.withdraw(force.lead, kept.id, '중복');
    const unplaced = await force.keyTasks.create(force.lead, task);
    await force.plans.removeStrategy(force.chair, first?.id ?? '');
    // The withdrawn one lost its place, and stands behind those that go on.
    expect(await force.keyTasks.find(force.lead, kept.id)).toMatchObject({ strategyId: null, position: 1 });
    expect(await force.keyTasks.find(force.lead, unplaced.id)).toMatchObject({
      strategyId: null,
      position: 0,
    });
    expect(await titles()).toEqual(['나']);
  });

  it('a transaction that locked the tree runs again when another process changed it after its snapshot', async () => {
    await make('가');
    const second = servicesOn(force.database, []);
    const seen: number[] = [];
    // Nothing is emitted: it is not the activity log that these two meet at.
    await force.transact(async (tx) => {
      seen.push((await force.plans.strategiesInTransaction(tx, planId)).length);
      if (seen.length === 1) await second.plans.createStrategy(force.chair, planId, { title: '나' });
      await force.plans.lockTree(tx, planId);
    });
    expect(seen).toEqual([1, 2]);
  });

  it('keeps positions whole when two processes change the tree at once', async () => {
    const made = await make('가', '나', '다', '라', '마');
    const second = servicesOn(force.database, Object.values(force.subcommittees));
    await Promise.all([
      ...made
        .slice(0, 3)
        .map((strategy, index) => force.plans.moveStrategy(force.chair, strategy.id, 3 - index)),
      second.plans.createStrategy(force.chair, planId, { title: '바' }),
      second.plans.removeStrategy(force.chair, made[4]?.id ?? ''),
      second.plans.moveStrategy(force.secretariat, made[3]?.id ?? '', 0),
    ]);
    expect((await titles()).sort()).toEqual(['가', '나', '다', '라', '바']);
  });
});
