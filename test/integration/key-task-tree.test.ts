import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { MaybeViewer } from '../../src/auth/viewer.ts';
import type { KeyTaskFilter } from '../../src/domain/key-task/listing.ts';
import { createKeyTaskLoaders } from '../../src/domain/key-task/loaders.ts';
import type { KeyTaskRecord } from '../../src/domain/key-task/types.ts';
import { createPlanLoaders } from '../../src/domain/plan/loaders.ts';
import type { DomainErrorCode } from '../../src/errors.ts';
import {
  newId,
  openPlanServices,
  servicesOn,
  viewerWith,
  type PlanServices,
} from '../support/plan-services.ts';

function refused(code: DomainErrorCode, field?: readonly string[]): Error {
  return expect.objectContaining({ code, ...(field === undefined ? {} : { field }) }) as Error;
}

let force: PlanServices;
let planId: string;
/** The plan's strategies, in order. */
let strategyIds: [string, string];

beforeAll(async () => {
  force = await openPlanServices();
});
afterAll(() => force.drop());
beforeEach(async () => {
  ({ planId, strategyIds } = await makePlan());
});

async function makePlan(): Promise<{ planId: string; strategyIds: [string, string] }> {
  const plan = await force.plans.create(force.chair, { title: '계획', periodStart: 2022, periodEnd: 2024 });
  const first = await force.plans.createStrategy(force.chair, plan.id, { title: '하나' });
  const second = await force.plans.createStrategy(force.chair, plan.id, { title: '둘' });
  return { planId: plan.id, strategyIds: [first.id, second.id] };
}

function create(title: string, strategyId: string | null, subcommitteeId = force.subcommittees.own) {
  return force.keyTasks.create(force.secretariat, { planId, strategyId, subcommitteeId, title });
}

/** Everything that matches, page by page. */
async function list(filter: KeyTaskFilter, first = 100, viewer: MaybeViewer = force.member) {
  const found: KeyTaskRecord[] = [];
  let after: string | null = null;
  for (let more = true; more;) {
    const page = await force.keyTasks.page(viewer, filter, { first, after });
    expect(page.edges.length).toBeLessThanOrEqual(first);
    found.push(...page.edges.map((edge) => edge.node));
    more = page.hasNextPage;
    after = page.edges.at(-1)?.cursor ?? null;
  }
  return found;
}

async function titles(filter: KeyTaskFilter = { planId }, first = 100, viewer: MaybeViewer = force.member) {
  return (await list(filter, first, viewer)).map((keyTask) => keyTask.title).join('');
}

/** Positions under each strategy are 0, 1, 2 …, those that go on before those that ended. */
async function expectWhole(): Promise<void> {
  const all = await list({ planId });
  for (const strategyId of [...strategyIds, null]) {
    const branch = all.filter((keyTask) => keyTask.strategyId === strategyId);
    expect(branch.map((keyTask) => keyTask.position)).toEqual(branch.map((_keyTask, index) => index));
    const live = branch.map((keyTask) => keyTask.state !== 'WITHDRAWN' && keyTask.state !== 'MERGED');
    expect(live).toEqual([...live].sort((a, b) => Number(b) - Number(a)));
  }
}

describe('places', () => {
  it('come in the order of creation under each strategy, and last where there is none', async () => {
    await create('라', null);
    await create('나', strategyIds[1]);
    await create('가', strategyIds[0]);
    await create('다', strategyIds[1]);
    expect(await titles()).toBe('가나다라');
    await expectWhole();
  });

  it('a task moves to each place of its strategy, and the others make room', async () => {
    for (let from = 0; from < 4; from += 1) {
      for (let to = 0; to < 4; to += 1) {
        ({ planId, strategyIds } = await makePlan());
        const expected = ['가', '나', '다', '라'];
        const made = [];
        for (const title of expected) made.push(await create(title, strategyIds[0]));
        expected.splice(to, 0, ...expected.splice(from, 1));
        await force.newEvents();
        const moved = await force.keyTasks.move(force.lead, made[from]?.id ?? '', {
          strategyId: strategyIds[0],
          position: to,
        });
        expect(moved.position).toBe(to);
        expect(await titles()).toBe(expected.join(''));
        const changes = (await force.newEvents()).map((event) => event.payload['change']);
        expect(changes).toEqual(from === to ? [] : ['MOVED']);
      }
    }
    await expectWhole();
  });

  it('a task moves to another strategy: to a place, or behind the others', async () => {
    const [a] = [await create('가', strategyIds[0]), await create('나', strategyIds[0])];
    const c = await create('다', strategyIds[1]);
    const d = await create('라', null);
    await force.keyTasks.move(force.chair, a.id, { strategyId: strategyIds[1], position: 0 });
    expect(await titles()).toBe('나가다라');
    await force.keyTasks.move(force.secretariat, d.id, { strategyId: strategyIds[0] });
    expect(await titles()).toBe('나라가다');
    await force.keyTasks.move(force.lead, c.id, { strategyId: strategyIds[1] });
    expect(await titles()).toBe('나라가다');
    await expectWhole();
  });

  it('refuses a place that is none, a strategy of another plan, and whoever may not', async () => {
    const a = await create('가', strategyIds[0]);
    const b = await create('나', strategyIds[0], force.subcommittees.other);
    const move = (strategyId: string, position: number, viewer: MaybeViewer = force.lead) =>
      force.keyTasks.move(viewer, a.id, { strategyId, position });
    const elsewhere = (await makePlan()).strategyIds[0];
    await expect(move(strategyIds[0], 2)).rejects.toThrow(refused('INVALID_INPUT', ['position']));
    await expect(move(strategyIds[1], 1)).rejects.toThrow(refused('INVALID_INPUT', ['position']));
    await expect(move(strategyIds[0], -1)).rejects.toThrow(refused('INVALID_INPUT', ['position']));
    await expect(move(elsewhere, 0)).rejects.toThrow(refused('INVALID_INPUT', ['strategyId']));
    await expect(move(newId(), 0)).rejects.toThrow(refused('NOT_FOUND', ['strategyId']));
    await expect(move(strategyIds[0], 1, null)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await expect(move(strategyIds[0], 1, force.member)).rejects.toThrow(refused('FORBIDDEN'));
    await expect(
      force.keyTasks.move(force.lead, b.id, { strategyId: strategyIds[1], position: 0 }),
    ).rejects.toThrow(refused('FORBIDDEN'));
    expect(await titles()).toBe('가나');
  });

  it('ended tasks stand behind those that go on, and stay where they are', async () => {
    const [a, b] = [await create('가', strategyIds[0]), await create('나', strategyIds[0])];
    await create('다', strategyIds[0]);
    await force.keyTasks.withdraw(force.lead, a.id, '중복');
    expect(await titles()).toBe('나다가');
    await force.keyTasks.merge(force.chair, b.id, {
      keyTaskId: (await create('라', strategyIds[0])).id,
      reason: '중복',
    });
    expect(await titles()).toBe('다라가나');
    await expectWhole();
    await expect(force.keyTasks.move(force.chair, a.id, { strategyId: strategyIds[1] })).rejects.toThrow(
      refused('ILLEGAL_TRANSITION'),
    );
    // Ended ones are no places to move to.
    await expect(
      force.keyTasks.move(force.chair, (await list({ planId }))[0]?.id ?? '', {
        strategyId: strategyIds[0],
        position: 2,
      }),
    ).rejects.toThrow(refused('INVALID_INPUT', ['position']));
  });

  it('follow their strategy when that moves or goes', async () => {
    await create('가', strategyIds[0]);
    await create('나', strategyIds[1]);
    await force.plans.moveStrategy(force.chair, strategyIds[1], 0);
    expect(await titles()).toBe('나가');
    const third = await force.plans.createStrategy(force.chair, planId, { title: '셋' });
    await force.plans.moveStrategy(force.chair, third.id, 0);
    await create('다', third.id);
    expect(await titles()).toBe('다나가');
    const fourth = await force.plans.createStrategy(force.chair, planId, { title: '넷' });
    await force.plans.moveStrategy(force.chair, fourth.id, 0);
    await force.plans.removeStrategy(force.chair, fourth.id);
    await create('라', third.id);
    expect(await titles()).toBe('다라나가');
  });

  it('stay whole whatever is done, by two processes at once', async () => {
    const second = servicesOn(force.database, Object.values(force.subcommittees));
    const operation = fc.record({
      kind: fc.constantFrom('create', 'move', 'withdraw', 'merge', 'moveStrategy' as const),
      pick: fc.nat(),
      strategy: fc.nat({ max: 1 }),
      position: fc.nat({ max: 3 }),
      process: fc.nat({ max: 1 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(operation, { minLength: 4, maxLength: 8 }), async (operations) => {
        ({ planId, strategyIds } = await makePlan());
        const made: KeyTaskRecord[] = [];
        for (const strategyId of [strategyIds[0], strategyIds[0], strategyIds[1], null]) {
          made.push(await create('가', strategyId));
        }
        const results = await Promise.allSettled(
          operations.map(({ kind, pick, strategy, position, process }) => {
            const { keyTasks, plans } = process === 0 ? force : second;
            const id = made[pick % made.length]?.id ?? '';
            const strategyId = strategyIds[strategy] ?? '';
            switch (kind) {
              case 'create':
                return keyTasks.create(force.secretariat, {
                  planId,
                  strategyId,
                  subcommitteeId: force.subcommittees.own,
                  title: '나',
                });
              case 'move':
                return keyTasks.move(force.chair, id, { strategyId, position });
              case 'withdraw':
                return keyTasks.withdraw(force.chair, id, '중복');
              case 'merge':
                return keyTasks.merge(force.chair, id, {
                  keyTaskId: made[(pick + 1) % made.length]?.id ?? '',
                  reason: '중복',
                });
              default:
                return plans.moveStrategy(force.chair, strategyId, position % 2);
            }
          }),
        );
        for (const result of results) {
          if (result.status === 'rejected') expect(result.reason).toMatchObject({ name: 'DomainError' });
        }
        await expectWhole();
        const strategies = (await force.plans.strategiesOfPlans(null, [planId]))[0] ?? [];
        const inTree = (await list({ planId })).map(({ strategyId }) =>
          strategies.findIndex(({ id }) => id === strategyId),
        );
        // Tasks without a strategy come last.
        const places = inTree.map((index) => (index === -1 ? strategies.length : index));
        expect(places).toEqual([...places].sort((a, b) => a - b));
        for (const { mergedIntoId } of await list({ planId, states: ['MERGED'] })) {
          const target = await force.keyTasks.find(force.member, mergedIntoId ?? '');
          expect(target.state).not.toBe('MERGED');
        }
      }),
      { numRuns: 15 },
    );
  });
});

describe('lists', () => {
  it('page through the same whatever the page size', async () => {
    for (const title of '가나다') await create(title, strategyIds[0]);
    for (const title of '라마') await create(title, strategyIds[1]);
    for (const title of '바사') await create(title, null);
    for (const first of [1, 2, 3, 6, 7, 8]) expect(await titles({ planId }, first)).toBe('가나다라마바사');
    const other = await makePlan();
    await force.keyTasks.create(force.secretariat, {
      planId: other.planId,
      subcommitteeId: force.subcommittees.own,
      title: '아',
    });
    expect(await titles({ planId }, 2)).toBe('가나다라마바사');
    expect((await list({}, 3)).map(({ id }) => id)).toEqual((await list({}, 100)).map(({ id }) => id));
  });

  it('hold what meets every condition', async () => {
    const { own, other } = force.subcommittees;
    const a = await create('가', strategyIds[0], own);
    await create('나', strategyIds[0], other);
    await create('다', strategyIds[1], own);
    await force.keyTasks.withdraw(force.chair, a.id, '중복');
    expect(await titles({ planId, strategyId: strategyIds[0] })).toBe('나가');
    expect(await titles({ planId, subcommitteeId: own })).toBe('가다');
    expect(await titles({ planId, states: ['DRAFTING'] })).toBe('나다');
    expect(await titles({ planId, states: ['DRAFTING', 'WITHDRAWN'], subcommitteeId: own })).toBe('가다');
    expect(await titles({ planId, states: [] })).toBe('');
    expect(await titles({ planId: newId() })).toBe('');
    expect(await titles({ planId, mine: true })).toBe('가다');
    expect(await titles({ planId, mine: false })).toBe('나가다');
    expect(await titles({ planId, mine: true, subcommitteeId: other })).toBe('');
    expect(await titles({ planId, mine: true }, 100, force.observer)).toBe('');
    const inBoth = viewerWith([], { [own]: 'MEMBER', [other]: 'MEMBER' });
    expect(await titles({ planId, mine: true, subcommitteeId: other }, 100, inBoth)).toBe('나');
  });

  it('hold what the plan holds, when nobody is signed in', async () => {
    const a = await create('가', strategyIds[0]);
    await create('나', strategyIds[0]);
    for (const action of ['SUBMIT', 'APPROVE', 'TABLE', 'CONFIRM'] as const) {
      await force.transact((tx) =>
        force.keyTasks.transition(tx, {
          viewer: action === 'SUBMIT' ? force.lead : force.chair,
          keyTaskId: a.id,
          action,
          currentVersionId: newId(),
        }),
      );
    }
    expect(await titles({ planId }, 1, null)).toBe('가');
    expect(await titles({ planId, states: ['DRAFTING'] }, 1, null)).toBe('');
    for (const filter of [{ mine: true }, { waitingForMyReview: true }]) {
      await expect(force.keyTasks.page(null, filter, { first: 1, after: null })).rejects.toMatchObject({
        code: 'UNAUTHENTICATED',
      });
    }
  });

  it('hold what waits for the viewer, as the reviews say; without them they do not claim that nothing does', async () => {
    const [a, b] = [await create('가', strategyIds[1]), await create('나', strategyIds[0])];
    await create('다', strategyIds[0]);
    const { keyTasks } = servicesOn(force.database, []);
    const page = () =>
      keyTasks.page(force.observer, { planId, waitingForMyReview: true }, { first: 1, after: null });
    await expect(page()).rejects.toThrow('wait for review');
    keyTasks.setReviewQueue((viewer) => Promise.resolve(viewer === force.observer ? [a.id, b.id] : []));
    expect(await page()).toMatchObject({ edges: [{ node: { title: '나' } }], hasNextPage: true });
  });

  it.each([
    'nonsense',
    Buffer.from('[1]').toString('base64url'),
    Buffer.from('["a",0,0,"b"]').toString('base64url'),
    Buffer.from(`["${newId()}","0",0,"${newId()}"]`).toString('base64url'),
  ])('refuse the cursor %s', async (after) => {
    await expect(force.keyTasks.page(force.member, {}, { first: 1, after })).rejects.toThrow(
      refused('INVALID_INPUT', ['after']),
    );
  });

  it('under several parents come with one query, each parent with its own page', async () => {
    const [first, second] = strategyIds;
    for (const title of '가나다') await create(title, first);
    await create('라', second);
    const other = await makePlan();
    const queries: string[] = [];
    const { connection } = force.database;
    const read = async (field: 'planId' | 'strategyId', ids: string[], filter: KeyTaskFilter = {}) => {
      const pages = await force.keyTasks.pagesByParent(
        force.member,
        { field, ids },
        { filter, request: { first: 2, after: null } },
      );
      return ids.map((id) => {
        const page = pages.get(id);
        return [page?.edges.map(({ node }) => node.title).join('') ?? '', page?.hasNextPage ?? false];
      });
    };
    connection.set('debug', (_collection: string, method: string) => queries.push(method));
    try {
      expect(await read('strategyId', [second, first, other.strategyIds[0]])).toEqual([
        ['라', false],
        ['가나', true],
        ['', false],
      ]);
      expect(await read('planId', [other.planId, planId])).toEqual([
        ['', false],
        ['가나', true],
      ]);
      expect(await read('planId', [other.planId, planId], { planId: other.planId })).toEqual([
        ['', false],
        ['', false],
      ]);
      expect(await read('planId', [planId], { strategyId: second, states: ['DRAFTING'] })).toEqual([
        ['라', false],
      ]);
      expect(queries).toEqual(Array(4).fill('aggregate'));
    } finally {
      connection.set('debug', false);
    }
  });

  it('cost a request as many queries for many parents as for one', async () => {
    for (const strategyId of strategyIds) await create('가', strategyId);
    const { connection } = force.database;
    const queries: string[] = [];
    connection.set('debug', (collection: string, method: string) => queries.push(`${collection}.${method}`));
    try {
      const keyTasks = createKeyTaskLoaders(force.keyTasks, force.member);
      const plans = createPlanLoaders(force.plans, force.member);
      const request = { first: 10, after: null };
      const pages = await Promise.all(
        strategyIds.map((parentId) => keyTasks.underParent('strategyId', {}).load({ parentId, request })),
      );
      const found = pages.flatMap((page) => page.edges.map((edge) => edge.node));
      expect(found).toHaveLength(2);
      await Promise.all(found.map((keyTask) => plans.plan.load(keyTask.planId)));
      await Promise.all(strategyIds.map((id) => plans.strategy.load(id)));
      await Promise.all(strategyIds.map((id) => plans.strategyOccupied.load(id)));
      await plans.strategiesOfPlan.load(planId);
      await Promise.all(found.map((keyTask) => keyTasks.keyTask.load(keyTask.id)));
    } finally {
      connection.set('debug', false);
    }
    expect(queries).toEqual([
      'keyTasks.aggregate',
      'plans.find',
      'strategies.find',
      'keyTasks.aggregate',
      'strategies.find',
      'keyTasks.find',
    ]);
  });

  it('under one parent go on behind a cursor', async () => {
    for (const title of '가나다라') await create(title, strategyIds[0]);
    const read = async (after: string | null) => {
      const parents = { field: 'strategyId', ids: [strategyIds[0]] } as const;
      const request = { first: 3, after };
      const pages = await force.keyTasks.pagesByParent(force.member, parents, { filter: {}, request });
      return pages.get(strategyIds[0]);
    };
    const page = await read(null);
    const rest = await read(page?.edges.at(-1)?.cursor ?? null);
    expect(rest?.edges.map(({ node }) => node.title)).toEqual(['라']);
    expect(rest?.hasNextPage).toBe(false);
  });
});
