import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Viewer } from '../../src/auth/viewer.ts';
import type { KeyTaskAction } from '../../src/domain/key-task/life-cycle.ts';
import type { KeyTaskTransition } from '../../src/domain/key-task/service.ts';
import type { KeyTaskRecord, KeyTaskState } from '../../src/domain/key-task/types.ts';
import type { DomainErrorCode } from '../../src/errors.ts';
import { newId, openPlanServices, type PlanServices } from '../support/plan-services.ts';

function refused(code: DomainErrorCode, field?: readonly string[]): Error {
  return expect.objectContaining({ code, ...(field === undefined ? {} : { field }) }) as Error;
}

let force: PlanServices;
let planId: string;

beforeAll(async () => {
  force = await openPlanServices();
});
afterAll(() => force.drop());
beforeEach(async () => {
  planId = (await force.plans.create(force.chair, { title: '계획', periodStart: 2022, periodEnd: 2024 })).id;
  await force.newEvents();
});

async function create(title = '과제', input: { strategyId?: string } = {}): Promise<KeyTaskRecord> {
  const { own } = force.subcommittees;
  return force.keyTasks.create(force.lead, { planId, subcommitteeId: own, title, ...input });
}

const versionId = newId();

/** One step in a transaction of its own, as the domains above take it. */
function step(id: string, action: KeyTaskAction, viewer: Viewer = force.secretariat): Promise<KeyTaskRecord> {
  return force.transact((tx) =>
    force.keyTasks.transition(tx, {
      viewer,
      keyTaskId: id,
      action,
      ...(action === 'SUBMIT' ? { currentVersionId: versionId } : {}),
    }),
  );
}

const wayTo: Record<Exclude<KeyTaskState, 'WITHDRAWN' | 'MERGED'>, KeyTaskAction[]> = {
  DRAFTING: [],
  IN_REVIEW: ['SUBMIT'],
  APPROVED: ['SUBMIT', 'APPROVE'],
  TABLED: ['SUBMIT', 'APPROVE', 'TABLE'],
  CONFIRMED: ['SUBMIT', 'APPROVE', 'TABLE', 'CONFIRM'],
};

async function createIn(state: keyof typeof wayTo, title = '과제'): Promise<KeyTaskRecord> {
  let keyTask = await create(title);
  for (const action of wayTo[state]) {
    keyTask = await step(keyTask.id, action, action === 'SUBMIT' ? force.lead : force.secretariat);
  }
  return keyTask;
}

describe('create', () => {
  it('makes the task, its draft and its events in one transaction', async () => {
    const { own } = force.subcommittees;
    const keyTask = await force.keyTasks.create(force.lead, {
      planId,
      subcommitteeId: own,
      title: '  공공 클라우드 전환  ',
      englishTitle: 'Moving the public sector',
    });
    expect(keyTask).toMatchObject({
      title: '공공 클라우드 전환',
      englishTitle: 'Moving the public sector',
      state: 'DRAFTING',
      position: 0,
      strategyId: null,
      amendment: false,
      createdById: force.lead.memberId,
    });
    expect(await force.keyTasks.find(force.observer, keyTask.id)).toEqual(keyTask);
    expect(force.draftCalls.created).toContainEqual({
      draftId: keyTask.draftId,
      keyTaskId: keyTask.id,
      subcommitteeId: own,
    });
    const about = { actorId: force.lead.memberId, planId, subcommitteeId: own, keyTaskId: keyTask.id };
    expect(await force.newEvents()).toMatchObject([
      { ...about, kind: 'KEY_TASK_CHANGED', visibility: 'MEMBERS', payload: { change: 'CREATED' } },
      {
        ...about,
        kind: 'KEY_TASK_STATE_CHANGED',
        visibility: 'MEMBERS',
        payload: { from: null, to: 'DRAFTING' },
      },
    ]);
  });

  it('refuses whoever may not, and what is malformed or unknown, and changes nothing', async () => {
    const { keyTasks, lead, member, leadElsewhere, observer, chair } = force;
    const { own } = force.subcommittees;
    const input = { planId, subcommitteeId: own, title: '과제' };
    const strategyElsewhere = await force.plans.createStrategy(
      chair,
      (await force.plans.create(chair, { title: '다른 계획', periodStart: 2019, periodEnd: 2021 })).id,
      { title: '전략' },
    );
    await force.newEvents();
    await expect(keyTasks.create(null, input)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    for (const viewer of [member, leadElsewhere, observer, chair]) {
      await expect(keyTasks.create(viewer, input)).rejects.toThrow(refused('FORBIDDEN'));
    }
    await expect(keyTasks.create(lead, { ...input, title: '' })).rejects.toThrow(
      refused('INVALID_INPUT', ['title']),
    );
    await expect(keyTasks.create(lead, { ...input, planId: newId() })).rejects.toThrow(
      refused('NOT_FOUND', ['planId']),
    );
    await expect(keyTasks.create(lead, { ...input, strategyId: newId() })).rejects.toThrow(
      refused('NOT_FOUND', ['strategyId']),
    );
    await expect(keyTasks.create(lead, { ...input, strategyId: strategyElsewhere.id })).rejects.toThrow(
      refused('INVALID_INPUT', ['strategyId']),
    );
    await expect(keyTasks.create(force.secretariat, { ...input, subcommitteeId: newId() })).rejects.toThrow(
      refused('NOT_FOUND', ['subcommitteeId']),
    );
    expect(await force.newEvents()).toEqual([]);
    expect((await keyTasks.page(lead, { planId }, { first: 10, after: null })).edges).toEqual([]);
  });
});

describe('rename', () => {
  it('takes new titles, keeps an English one that is left out, and takes the same for no change', async () => {
    const keyTask = await create();
    await force.newEvents();
    const { keyTasks, lead, secretariat } = force;
    await keyTasks.rename(lead, keyTask.id, { title: '새 이름', englishTitle: 'New name' });
    const after = await keyTasks.rename(secretariat, keyTask.id, { title: '더 새 이름' });
    expect(after).toMatchObject({
      title: '더 새 이름',
      englishTitle: 'New name',
      revision: keyTask.revision + 2,
    });
    expect(after.updatedAt.getTime()).toBeGreaterThan(keyTask.updatedAt.getTime());
    expect(await keyTasks.rename(lead, keyTask.id, { title: '더 새 이름' })).toEqual(after);
    const events = await force.newEvents();
    expect(events.map((event) => event.payload['title'])).toEqual(['새 이름', '더 새 이름']);
  });

  it('refuses the others, and everybody once the title was submitted', async () => {
    const keyTask = await create();
    const rename = (viewer: Viewer | null) =>
      force.keyTasks.rename(viewer, keyTask.id, { title: '남의 이름' });
    await expect(rename(null)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    for (const viewer of [force.member, force.leadElsewhere, force.observer, force.chair]) {
      await expect(rename(viewer)).rejects.toThrow(refused('FORBIDDEN'));
    }
    await step(keyTask.id, 'SUBMIT', force.lead);
    await expect(rename(force.lead)).rejects.toThrow(refused('FROZEN'));
    await expect(force.keyTasks.rename(force.lead, newId(), { title: '이름' })).rejects.toThrow(
      refused('NOT_FOUND'),
    );
    expect(await force.keyTasks.find(force.lead, keyTask.id)).toMatchObject({ title: '과제' });
  });
});

describe('assign', () => {
  it('gives the task and its draft to another subcommittee, once', async () => {
    const keyTask = await create();
    await force.newEvents();
    const { keyTasks, secretariat, lead, leadElsewhere } = force;
    const { other } = force.subcommittees;
    await expect(keyTasks.assign(lead, keyTask.id, other)).rejects.toThrow(refused('FORBIDDEN'));
    await expect(keyTasks.assign(secretariat, keyTask.id, newId())).rejects.toThrow(
      refused('NOT_FOUND', ['subcommitteeId']),
    );
    await keyTasks.assign(secretariat, keyTask.id, other);
    const after = await keyTasks.assign(secretariat, keyTask.id, other);
    expect(after.subcommitteeId).toBe(other);
    expect(force.draftCalls.owners.get(keyTask.draftId)).toBe(other);
    expect(await force.newEvents()).toMatchObject([
      { subcommitteeId: other, payload: { change: 'ASSIGNED' } },
    ]);
    await expect(keyTasks.rename(lead, keyTask.id, { title: '이름' })).rejects.toThrow(refused('FORBIDDEN'));
    await keyTasks.rename(leadElsewhere, keyTask.id, { title: '이름' });
  });
});

describe('transition', () => {
  it('walks from drafting to the plan and back into an amendment, freezing and thawing the draft', async () => {
    let keyTask = await create();
    const frozen = () => force.draftCalls.frozen.get(keyTask.draftId);
    await force.newEvents();

    keyTask = await step(keyTask.id, 'SUBMIT', force.lead);
    expect(keyTask).toMatchObject({ state: 'IN_REVIEW', currentVersionId: versionId });
    expect(frozen()).toMatch(/review/);
    keyTask = await step(keyTask.id, 'RECALL', force.lead);
    expect(keyTask).toMatchObject({ state: 'DRAFTING', currentVersionId: null });
    expect(frozen()).toBeNull();
    keyTask = await step(keyTask.id, 'SUBMIT', force.lead);
    keyTask = await step(keyTask.id, 'APPROVE', force.observer);
    expect(keyTask).toMatchObject({ state: 'APPROVED', currentVersionId: versionId });
    keyTask = await step(keyTask.id, 'TABLE', force.chair);
    expect(keyTask).toMatchObject({ state: 'TABLED', currentVersionId: versionId });
    expect(frozen()).toMatch(/tabled/);
    keyTask = await step(keyTask.id, 'CONFIRM', force.chair);
    expect(keyTask).toMatchObject({
      state: 'CONFIRMED',
      currentVersionId: null,
      sealedVersionId: versionId,
      amendment: false,
    });
    expect(frozen()).toMatch(/confirmed/);
    keyTask = await force.keyTasks.reopen(force.lead, keyTask.id, '예산이 바뀌었다');
    expect(keyTask).toMatchObject({ state: 'DRAFTING', sealedVersionId: versionId, amendment: true });
    expect(frozen()).toBeNull();

    const events = await force.newEvents();
    expect(events.every((event) => event.kind === 'KEY_TASK_STATE_CHANGED')).toBe(true);
    expect(events.map(({ payload }) => [payload['from'], payload['to'], payload['reason']])).toEqual([
      ['DRAFTING', 'IN_REVIEW', null],
      ['IN_REVIEW', 'DRAFTING', null],
      ['DRAFTING', 'IN_REVIEW', null],
      ['IN_REVIEW', 'APPROVED', null],
      ['APPROVED', 'TABLED', null],
      ['TABLED', 'CONFIRMED', null],
      ['CONFIRMED', 'DRAFTING', '예산이 바뀌었다'],
    ]);
  });

  it('reopens once: again it changes nothing, and only for who may', async () => {
    const keyTask = await createIn('CONFIRMED');
    const after = await force.keyTasks.reopen(force.chair, keyTask.id, '개정');
    await force.newEvents();
    expect(await force.keyTasks.reopen(force.lead, keyTask.id, '개정')).toEqual(after);
    expect(await force.newEvents()).toEqual([]);
    await expect(force.keyTasks.reopen(force.member, keyTask.id, '개정')).rejects.toThrow(
      refused('FORBIDDEN'),
    );
    await expect(force.keyTasks.reopen(force.chair, keyTask.id, ' ')).rejects.toThrow(
      refused('INVALID_INPUT', ['reason']),
    );
    const drafting = await create();
    await expect(force.keyTasks.reopen(force.lead, drafting.id, '개정')).rejects.toThrow(
      refused('ILLEGAL_TRANSITION'),
    );
  });

  it('refuses what the state or the person does not allow, and leaves no trace', async () => {
    const keyTask = await create();
    await force.newEvents();
    await expect(step(keyTask.id, 'APPROVE')).rejects.toThrow(refused('ILLEGAL_TRANSITION'));
    await expect(step(keyTask.id, 'SUBMIT', force.member)).rejects.toThrow(refused('FORBIDDEN'));
    await expect(step(newId(), 'SUBMIT', force.lead)).rejects.toThrow(refused('NOT_FOUND'));
    expect(await force.keyTasks.find(force.lead, keyTask.id)).toEqual(keyTask);
    expect(await force.newEvents()).toEqual([]);
  });

  it('tells the listeners in the same transaction: what they throw undoes the step', async () => {
    const own = await openPlanServices();
    try {
      const told: KeyTaskTransition[] = [];
      let broken = false;
      own.keyTasks.onTransition((_tx, transition) => {
        told.push(transition);
        return broken ? Promise.reject(new Error('No.')) : Promise.resolve();
      });
      const plan = await own.plans.create(own.chair, { title: '계획', periodStart: 2022, periodEnd: 2024 });
      const before = await own.keyTasks.create(own.lead, {
        planId: plan.id,
        subcommitteeId: own.subcommittees.own,
        title: '과제',
      });
      await own.newEvents();
      const submit = () =>
        own.transact((tx) =>
          own.keyTasks.transition(tx, {
            viewer: own.lead,
            keyTaskId: before.id,
            action: 'SUBMIT',
            reason: '첫 검토',
            currentVersionId: versionId,
          }),
        );
      broken = true;
      await expect(submit()).rejects.toThrow('No.');
      expect(await own.keyTasks.find(own.lead, before.id)).toEqual(before);
      expect(await own.newEvents()).toEqual([]);
      broken = false;
      const after = await submit();
      expect(told).toHaveLength(2);
      expect(told[1]).toEqual({
        before,
        after,
        action: 'SUBMIT',
        reason: '첫 검토',
        actorId: own.lead.memberId,
      });
    } finally {
      await own.drop();
    }
  });

  it('of two steps at the same time only one is taken', async () => {
    const keyTask = await createIn('APPROVED');
    const results = await Promise.allSettled([
      step(keyTask.id, 'TABLE', force.chair),
      step(keyTask.id, 'TABLE', force.secretariat),
    ]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(results.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'ILLEGAL_TRANSITION' },
    });
  });
});

describe('withdraw', () => {
  it.each(Object.keys(wayTo) as (keyof typeof wayTo)[])(
    'ends a task from %s, with its draft held',
    async (state) => {
      const keyTask = await createIn(state);
      await force.newEvents();
      const after = await force.keyTasks.withdraw(force.lead, keyTask.id, '다른 계획에서 다룬다');
      expect(after).toMatchObject({ state: 'WITHDRAWN', currentVersionId: null, amendment: false });
      expect(after.sealedVersionId).toBe(keyTask.sealedVersionId);
      expect(force.draftCalls.frozen.get(keyTask.draftId)).toMatch(/withdrawn/);
      expect(force.draftCalls.everHeld).toContain(keyTask.draftId);
      expect(force.draftCalls.held.size).toBe(0);
      expect((await force.newEvents()).map((event) => event.payload)).toMatchObject([
        { from: state, to: 'WITHDRAWN', reason: '다른 계획에서 다룬다' },
      ]);
      expect(await force.keyTasks.withdraw(force.secretariat, keyTask.id, '다시')).toEqual(after);
      expect(await force.newEvents()).toEqual([]);
    },
  );

  it('is for the own lead, the secretariat and the chair, and needs a reason', async () => {
    const keyTask = await create();
    const withdraw = (viewer: Viewer | null, reason = '중복') =>
      force.keyTasks.withdraw(viewer, keyTask.id, reason);
    await expect(withdraw(null)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    for (const viewer of [force.member, force.leadElsewhere, force.observer]) {
      await expect(withdraw(viewer)).rejects.toThrow(refused('FORBIDDEN'));
    }
    await expect(withdraw(force.lead, '')).rejects.toThrow(refused('INVALID_INPUT', ['reason']));
    await expect(force.keyTasks.withdraw(force.lead, newId(), '중복')).rejects.toThrow(refused('NOT_FOUND'));
    await withdraw(force.chair);
    // Repeating it is no way around the policy.
    await expect(withdraw(force.member)).rejects.toThrow(refused('FORBIDDEN'));
  });

  it('takes what it held out of the next plan version', async () => {
    const [a, b] = [await createIn('CONFIRMED', '가'), await createIn('CONFIRMED', '나')];
    await createIn('TABLED', '다');
    const sealed = () =>
      force.transact(async (tx) => (await force.keyTasks.sealedInTreeOrder(tx, planId)).map(({ id }) => id));
    expect(await sealed()).toEqual([a.id, b.id]);
    await force.keyTasks.withdraw(force.chair, a.id, '폐기');
    expect(await sealed()).toEqual([b.id]);
    // What was published stays readable by anybody.
    expect(await force.keyTasks.find(null, a.id)).toMatchObject({
      state: 'WITHDRAWN',
      sealedVersionId: versionId,
    });
  });
});

describe('merge', () => {
  it('ends a task in favour of another one, once', async () => {
    const [a, b] = [await create('가'), await createIn('CONFIRMED', '나')];
    await force.newEvents();
    const into = { keyTaskId: b.id, reason: '내용이 같다' };
    const after = await force.keyTasks.merge(force.secretariat, a.id, into);
    expect(after).toMatchObject({ state: 'MERGED', mergedIntoId: b.id });
    expect(force.draftCalls.frozen.get(a.draftId)).toMatch(/merged/);
    expect(force.draftCalls.everHeld).toContain(a.draftId);
    expect(await force.keyTasks.merge(force.secretariat, a.id, into)).toEqual(after);
    expect((await force.newEvents()).map((event) => event.payload)).toMatchObject([
      { keyTaskId: a.id, from: 'DRAFTING', to: 'MERGED', reason: '내용이 같다', mergedIntoId: b.id },
    ]);
    await expect(force.keyTasks.merge(force.lead, a.id, into)).rejects.toThrow(refused('FORBIDDEN'));
  });

  it('refuses itself, another plan, an ended or unknown target, and whoever may not', async () => {
    const [a, b] = [await create('가'), await create('나')];
    const merge = (keyTaskId: string, viewer: Viewer = force.chair) =>
      force.keyTasks.merge(viewer, a.id, { keyTaskId, reason: '중복' });
    const plan = await force.plans.create(force.chair, {
      title: '다른 계획',
      periodStart: 2019,
      periodEnd: 2021,
    });
    const elsewhere = await force.keyTasks.create(force.lead, {
      planId: plan.id,
      subcommitteeId: force.subcommittees.own,
      title: '다',
    });
    await expect(merge(a.id)).rejects.toThrow(refused('INVALID_INPUT', ['intoKeyTaskId']));
    await expect(merge(elsewhere.id)).rejects.toThrow(refused('INVALID_INPUT', ['intoKeyTaskId']));
    await expect(merge(newId())).rejects.toThrow(refused('NOT_FOUND', ['intoKeyTaskId']));
    await expect(merge(b.id, force.lead)).rejects.toThrow(refused('FORBIDDEN'));
    await force.keyTasks.withdraw(force.chair, b.id, '중복');
    await expect(merge(b.id)).rejects.toThrow(refused('ILLEGAL_TRANSITION', ['intoKeyTaskId']));
    expect(await force.keyTasks.find(force.lead, a.id)).toMatchObject({
      state: 'DRAFTING',
      mergedIntoId: null,
      splitFromId: null,
    });
  });

  it('leaves no chains: what was merged before follows to the last one', async () => {
    const [a, b, c] = [await create('가'), await create('나'), await create('다')];
    await force.keyTasks.merge(force.chair, a.id, { keyTaskId: b.id, reason: '중복' });
    await force.keyTasks.merge(force.chair, b.id, { keyTaskId: c.id, reason: '중복' });
    expect(await force.keyTasks.find(force.lead, a.id)).toMatchObject({ mergedIntoId: c.id });
    await expect(
      force.keyTasks.merge(force.chair, c.id, { keyTaskId: a.id, reason: '거꾸로' }),
    ).rejects.toThrow(refused('ILLEGAL_TRANSITION'));
  });

  it('of two tasks merged into each other at the same time one goes on', async () => {
    const [a, b] = [await create('가'), await create('나')];
    const results = await Promise.allSettled([
      force.keyTasks.merge(force.chair, a.id, { keyTaskId: b.id, reason: '중복' }),
      force.keyTasks.merge(force.secretariat, b.id, { keyTaskId: a.id, reason: '중복' }),
    ]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const states = (await force.keyTasks.findMany(force.lead, [a.id, b.id])).map((keyTask) => keyTask?.state);
    expect(states.sort()).toEqual(['DRAFTING', 'MERGED']);
  });
});

describe('splitting', () => {
  it('KT-7: leads from a task to what was split off from it and merged into it, and back', async () => {
    const { keyTasks } = force;
    const origin = await createIn('CONFIRMED', '원래 과제');
    const { planId, subcommitteeId } = origin;
    const part = await keyTasks.create(force.lead, {
      planId,
      subcommitteeId,
      title: '나눈 과제',
      splitFromId: origin.id,
    });
    expect(part.splitFromId).toBe(origin.id);
    const other = await create('합칠 과제');
    await keyTasks.merge(force.secretariat, other.id, { keyTaskId: origin.id, reason: '같은 과제' });
    const ids = [origin.id, part.id];
    const titles = async (viewer: Viewer | null, field: 'splitFromId' | 'mergedIntoId') =>
      (await keyTasks.byOrigin(viewer, field, ids)).map((found) => found.map(({ title }) => title));
    expect(await titles(force.lead, 'splitFromId')).toEqual([['나눈 과제'], []]);
    expect(await titles(force.lead, 'mergedIntoId')).toEqual([['합칠 과제'], []]);
    expect(await titles(null, 'splitFromId')).toEqual([[], []]);
  });

  it('KT-7: not from a task of another plan, that has ended, or that there is not', async () => {
    const ended = await create('끝난 과제');
    await force.keyTasks.withdraw(force.lead, ended.id, '사유');
    const { planId, subcommitteeId } = ended;
    const split = (splitFromId: string, plan = planId) =>
      force.keyTasks.create(force.lead, { planId: plan, subcommitteeId, title: '나눈 과제', splitFromId });
    await expect(split(ended.id)).rejects.toThrow(refused('ILLEGAL_TRANSITION', ['splitFromId']));
    await expect(split(newId())).rejects.toThrow(refused('NOT_FOUND', ['splitFromId']));
    const elsewhere = await force.plans.create(force.secretariat, {
      title: '다른 계획',
      periodStart: 2030,
      periodEnd: 2031,
    });
    const origin = await create('이 계획의 과제');
    await expect(split(origin.id, elsewhere.id)).rejects.toThrow(refused('INVALID_INPUT', ['splitFromId']));
  });
});

describe('permissions', () => {
  it('lists every mutation on the task, with the reason where it is refused', async () => {
    const drafting = await create('가');
    const confirmed = await createIn('CONFIRMED', '나');
    const allowed = async (viewer: Viewer | null) =>
      (await force.keyTasks.permissions(viewer, [drafting, confirmed])).map((list) =>
        list.filter((permission) => permission.allowed).map((permission) => permission.action),
      );
    expect(await allowed(force.lead)).toEqual([
      ['renameKeyTask', 'moveKeyTask', 'nameVersion', 'submitVersion', 'withdrawKeyTask'],
      ['moveKeyTask', 'reopenKeyTask', 'withdrawKeyTask'],
    ]);
    expect(await allowed(force.secretariat)).toEqual([
      ['renameKeyTask', 'moveKeyTask', 'assignKeyTask', 'withdrawKeyTask', 'mergeKeyTask'],
      ['moveKeyTask', 'assignKeyTask', 'reopenKeyTask', 'withdrawKeyTask', 'mergeKeyTask'],
    ]);
    expect(await allowed(force.observer)).toEqual([[], []]);
    expect(await allowed(null)).toEqual([[], []]);
    const [list = []] = await force.keyTasks.permissions(force.lead, [confirmed]);
    expect(list.find((permission) => permission.action === 'submitVersion')).toEqual({
      action: 'submitVersion',
      allowed: false,
      code: 'ILLEGAL_TRANSITION',
      reason: "This can't be done while the key task is confirmed.",
    });
    expect(list.find((permission) => permission.action === 'mergeKeyTask')).toMatchObject({
      code: 'FORBIDDEN',
    });
  });
});

describe('visibility', () => {
  it('nobody signed in finds only what the plan holds, and the rest as if it did not exist', async () => {
    const [drafting, confirmed] = [await create('가'), await createIn('CONFIRMED', '나')];
    const { keyTasks } = force;
    await expect(keyTasks.find(null, drafting.id)).rejects.toThrow(refused('NOT_FOUND'));
    await expect(keyTasks.find(null, newId())).rejects.toThrow(refused('NOT_FOUND'));
    expect(await keyTasks.find(null, confirmed.id)).toEqual(confirmed);
    expect(await keyTasks.findMany(null, [drafting.id, confirmed.id, newId()])).toEqual([
      null,
      confirmed,
      null,
    ]);
    expect(await keyTasks.findMany(force.observer, [confirmed.id, drafting.id])).toEqual([
      confirmed,
      drafting,
    ]);
  });
});
