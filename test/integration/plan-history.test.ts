import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DecisionPath } from '../support/decision-path.ts';
import { openDecisionPath } from '../support/decision-path.ts';
import { seededRandom } from '../support/typist.ts';

let path: DecisionPath;
beforeAll(async () => {
  path = await openDecisionPath();
});
afterAll(() => path.drop());

const planId = () => Buffer.from(`Plan:${path.plan.id}`).toString('base64url');

describe('a plan as it was', () => {
  /** The tree as the database has it now. */
  async function treeNow() {
    const [strategies] = await path.plans.strategiesOfPlans(path.as.chair, [path.plan.id]);
    const page = await path.keyTasks.page(
      path.as.chair,
      { planId: path.plan.id },
      { first: 100, after: null },
    );
    const [plan] = await path.plans.findMany(path.as.chair, [path.plan.id]);
    const [latest] = await path.planVersions();
    return {
      title: plan?.title,
      strategies: strategies?.map(({ id, title }) => `${id} ${title}`),
      keyTasks: page.edges
        .map(({ node }) => node)
        .map(({ id, title, state, strategyId }) => `${id} ${title} ${state} ${strategyId}`)
        .sort(),
      planVersion: latest?.hash,
    };
  }

  async function treeAt(at: Date) {
    const then = await path.decisions.planAsOf(path.as.observer, path.plan.id, at);
    const there = new Set(then?.strategies.map(({ strategyId }) => strategyId));
    return {
      title: then?.title,
      strategies: then?.strategies.map(({ strategyId, title }) => `${strategyId} ${title}`),
      keyTasks: then?.keyTasks
        .map(({ keyTaskId, title, state, strategyId }) => {
          const strategy = strategyId !== null && there.has(strategyId) ? strategyId : null;
          return `${keyTaskId} ${title} ${state} ${strategy}`;
        })
        .sort(),
      planVersion: then?.planVersion?.hash,
    };
  }

  it('TM-5: is what it was at each moment, through what happened in between', async () => {
    const { as, keyTasks, plans } = path;
    const random = seededRandom(5);
    const pick = <T>(list: readonly T[]): T => {
      const one = list[Math.floor(random() * list.length)];
      if (one === undefined) throw new Error('Nothing to pick from.');
      return one;
    };
    const tasks = [await path.station.drafted('하나'), await path.station.drafted('둘')];
    const strategyIds: string[] = Object.values(path.strategies).map(({ id }) => id);
    const steps: (() => Promise<unknown>)[] = [
      () => plans.update(as.secretariat, path.plan.id, { title: `계획 ${Math.floor(random() * 100)}` }),
      async () => {
        const title = `전략 ${strategyIds.length}`;
        strategyIds.push((await plans.createStrategy(as.secretariat, path.plan.id, { title })).id);
      },
      () => plans.renameStrategy(as.secretariat, pick(strategyIds), { title: `이름 ${random()}` }),
      () => plans.moveStrategy(as.secretariat, pick(strategyIds), Math.floor(random() * strategyIds.length)),
      async () => {
        const { id } = await plans.createStrategy(as.secretariat, path.plan.id, { title: '곧 없다' });
        await plans.moveStrategy(as.secretariat, id, 0);
        await plans.removeStrategy(as.secretariat, id);
      },
      async () => void tasks.push(await path.station.drafted(`과제 ${tasks.length}`)),
      () => keyTasks.rename(as.lead, pick(tasks).id, { title: `새 이름 ${random()}` }),
      () => keyTasks.move(as.lead, pick(tasks).id, { strategyId: pick(strategyIds), position: 0 }),
    ];
    const seen: { at: Date; tree: Awaited<ReturnType<typeof treeNow>> }[] = [];
    for (let step = 0; step < 40; step += 1) {
      await pick(steps)();
      if (step === 20) await path.confirm(pick(tasks.slice(0, 1)));
      if (step === 30) {
        const last = tasks.at(-1);
        if (last !== undefined && last !== tasks[0]) await keyTasks.withdraw(as.lead, last.id, '그만둔다');
        if (last !== undefined && last !== tasks[0]) tasks.pop();
      }
      const events = await path.newEvents();
      const at = events.at(-1)?.at;
      if (at !== undefined) seen.push({ at, tree: await treeNow() });
    }
    expect(seen.length).toBeGreaterThan(20);
    for (const { at, tree } of seen) expect(await treeAt(at)).toEqual(tree);
    expect(await path.decisions.planAsOf(as.chair, path.plan.id, new Date(0))).toBeNull();
  });

  it('TM-5, TM-1: over the API, with drafts as they were; anybody reads the plan version, members the tree', async () => {
    const keyTask = await path.station.drafted('시간', '처음 글');
    const { updatedAt: at } = await path.drafts.find(path.as.chair, keyTask.draftId);
    await path.write(keyTask, '나중 글');
    const { planVersion } = await path.confirm(keyTask);
    const query = `query ($id: ID!, $at: DateTime!) { plan(id: $id, asOf: $at) {
      plan { id } at title version { number hash } strategies { title position strategy { id } }
      keyTasks { title state strategy { title } sealedVersion { number } keyTask { id } draft { plainText } }
    } }`;
    const ask = async (who: 'observer' | null, time: Date | undefined | null) =>
      (
        await path.ask<{ plan: Record<string, { title: string }[] & { hash: string }> }>(
          who === null ? null : path.as[who],
          query,
          { id: planId(), at: time?.toISOString() },
        )
      ).plan;
    const taskIn = (tree: Awaited<ReturnType<typeof ask>>) =>
      tree['keyTasks']?.find(({ title }) => title === '시간');
    expect(taskIn(await ask('observer', at))).toMatchObject({
      state: 'DRAFTING',
      sealedVersion: null,
      draft: { plainText: '처음 글' },
    });
    const after = await ask('observer', planVersion?.createdAt);
    expect(after['version']?.hash).toBe(planVersion?.hash);
    const { at: closed } = (await path.newEvents()).at(-1) ?? {};
    expect(taskIn(await ask('observer', closed))).toMatchObject({
      state: 'CONFIRMED',
      sealedVersion: { number: 1 },
      draft: { plainText: '나중 글' },
    });
    const anonymous = await ask(null, closed);
    expect(anonymous).toMatchObject({ strategies: [], keyTasks: [] });
    expect(anonymous['version']?.hash).toBe(planVersion?.hash);
    expect(anonymous['title']).toBe(after['title']);
  });
});

describe('the difference of two plan versions', () => {
  const query = `query ($id: ID!, $from: ID, $unchanged: Boolean!) { node(id: $id) { ... on PlanVersion {
    difference(from: $from) { before { number } after { number } titleBefore titleAfter text html
      entries(unchanged: $unchanged) { kind moved before { numbering title } after { numbering title }
        difference { text } } } } } }`;
  interface Difference {
    readonly before: { readonly number: number } | null;
    readonly entries: readonly { readonly kind: string }[];
    readonly text: string;
    readonly html: string;
  }
  const globalId = (id: string | undefined) => Buffer.from(`PlanVersion:${id}`).toString('base64url');
  const ask = async (id: string | undefined, from: string | null = null, unchanged = false) =>
    (
      await path.ask<{ node: { difference: Difference | null } }>(null, query, {
        id: globalId(id),
        from,
        unchanged,
      })
    ).node.difference;

  it('CP-8: tells which tasks came, went, moved and changed, with their sealed texts, to anybody', async () => {
    await path.drop();
    path = await openDecisionPath();
    const { as, keyTasks, plans, strategies } = path;
    const a = await path.station.drafted('가 과제', '2024년까지 늘린다.');
    const first = (await path.confirm(a)).planVersion;
    const b = await path.station.drafted('나 과제', '<b>그대로</b>인 글');
    await path.confirm(b);
    const c = await path.station.drafted('다 과제', '빠질 글');
    const third = (await path.confirm(c)).planVersion;
    expect(await ask(third?.id)).toMatchObject({
      before: { number: 2 },
      after: { number: 3 },
      entries: [{ kind: 'ADDED', before: null, after: { title: '다 과제' }, difference: null }],
    });
    const beginning = await ask(first?.id);
    expect(beginning).toMatchObject({ before: null, titleBefore: null, entries: [{ kind: 'ADDED' }] });

    await keyTasks.withdraw(as.lead, c.id, '그만둔다');
    await keyTasks.move(as.lead, b.id, { strategyId: strategies.second.id, position: 0 });
    await plans.update(as.secretariat, path.plan.id, { title: '새 계획' });
    await keyTasks.reopen(as.lead, a.id, '법이 바뀌었다');
    await path.write(a, '2025년까지 늘린다.');
    const fourth = (await path.confirm(a)).planVersion;
    const difference = await ask(fourth?.id);
    expect(difference).toMatchObject({
      titleAfter: '새 계획',
      entries: [
        {
          kind: 'CHANGED',
          moved: false,
          difference: { text: '# 가 과제\n~ [-2024-]{+2025+}년까지 늘린다.' },
        },
        { kind: 'MOVED', moved: true, before: { numbering: '1-2.' }, after: { numbering: '2-1.' } },
        { kind: 'REMOVED', after: null, before: { title: '다 과제' } },
      ],
    });
    expect(difference?.text).toBe(
      [
        '# [-제3차 클라우드컴퓨팅 기본계획-]{+새 계획+}',
        '~ 1-1. 가 과제',
        '    ~ [-2024-]{+2025+}년까지 늘린다.',
        '> [-1-2.-]{+2-1.+} ([-공공부문 클라우드 전환-]{+클라우드 산업 육성+}) 나 과제',
        '- 1-3. 다 과제',
      ].join('\n'),
    );
    expect(difference?.html).toContain('<p class="changed"><del>2024</del><ins>2025</ins>년까지 늘린다.</p>');
    // Any two, in either direction; one with itself; with unchanged ones.
    expect((await ask(fourth?.id, globalId(first?.id)))?.entries.map(({ kind }) => kind)).toEqual([
      'CHANGED',
      'ADDED',
    ]);
    expect((await ask(first?.id, globalId(fourth?.id)))?.entries.map(({ kind }) => kind)).toEqual([
      'CHANGED',
      'REMOVED',
    ]);
    expect((await ask(fourth?.id, globalId(fourth?.id)))?.entries).toEqual([]);
    expect((await ask(third?.id, null, true))?.entries.map(({ kind }) => kind)).toEqual([
      'UNCHANGED',
      'UNCHANGED',
      'ADDED',
    ]);
    expect(await ask(fourth?.id, globalId('0'.repeat(24)))).toBeNull();
  });
});
