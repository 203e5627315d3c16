import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PlanVersionRecord } from '../../src/domain/decision/types.ts';
import { openDecisionPath, refused, type DecisionPath } from '../support/decision-path.ts';

let path: DecisionPath;
beforeAll(async () => {
  path = await openDecisionPath();
});
afterAll(() => path.drop());

const titles = (planVersion: PlanVersionRecord | null) =>
  planVersion?.entries.map(({ numbering, title }) => `${numbering} ${title}`);

const confirm = (keyTask: Parameters<DecisionPath['confirm']>[0]) => path.confirm(keyTask);

describe('the document', () => {
  it('PV-1 to PV-3, PV-5: grows in tree order, numbered by place', async () => {
    const { as, keyTasks, plans } = path;
    const first = await path.create('1-1', 'first');
    const second = await path.create('1-2', 'first');
    const third = await path.create('2-1', 'second');
    const unplaced = await keyTasks.create(as.lead, {
      planId: path.plan.id,
      subcommitteeId: path.subcommittees.own,
      title: '0-1',
    });
    for (const keyTask of [first, second, third, unplaced])
      await path.write(keyTask, `${keyTask.title}의 글`);

    expect(titles((await confirm(second)).planVersion)).toEqual(['1-2. 1-2']);
    expect(titles((await confirm(unplaced)).planVersion)).toEqual(['1-2. 1-2', '0-1. 0-1']);
    expect(titles((await confirm(third)).planVersion)).toEqual(['1-2. 1-2', '2-1. 2-1', '0-1. 0-1']);
    const { planVersion } = await confirm(first);
    expect(titles(planVersion)).toEqual(['1-1. 1-1', '1-2. 1-2', '2-1. 2-1', '0-1. 0-1']);
    expect(planVersion?.entries.map(({ strategyTitle }) => strategyTitle)).toEqual([
      '공공부문 클라우드 전환',
      '공공부문 클라우드 전환',
      '클라우드 산업 육성',
      null,
    ]);
    expect((await path.planVersions()).map(({ number }) => number)).toEqual([4, 3, 2, 1]);

    // Moving a task, and new titles of strategies and plan, show from the next plan version on.
    const before = await path.planVersions();
    await keyTasks.move(as.lead, first.id, { strategyId: path.strategies.second.id, position: 0 });
    await plans.renameStrategy(as.secretariat, path.strategies.second.id, { title: '산업 육성' });
    expect(await path.planVersions()).toEqual(before);
    await keyTasks.reopen(as.lead, first.id, '개정');
    const next = await confirm(first);
    expect(titles(next.planVersion)).toEqual(['1-1. 1-2', '2-1. 1-1', '2-2. 2-1', '0-1. 0-1']);
    expect(next.planVersion?.entries[1]).toMatchObject({ strategyTitle: '산업 육성' });
  });

  it('KT-6, PV-1: keeps the sealed text of a reopened task until a new decision', async () => {
    const { as, keyTasks, versions, decisions } = path;
    const keyTask = await path.station.drafted('개정할 과제', '처음 글');
    const original = await confirm(keyTask);
    const reopened = await keyTasks.reopen(as.lead, keyTask.id, '법이 바뀌었다');
    expect(reopened).toMatchObject({
      state: 'DRAFTING',
      amendment: true,
      sealedVersionId: original.version.id,
      currentVersionId: null,
    });
    await path.write(keyTask, '고친 글');
    await keyTasks.rename(as.lead, keyTask.id, { title: '개정한 과제' });
    const sealedEntry = { keyTaskId: keyTask.id, versionId: original.version.id, title: '개정할 과제' };

    // Other decisions meanwhile, also while the amendment is in review, tabled and returned.
    const other = await path.station.drafted('다른 과제');
    expect((await confirm(other)).planVersion?.entries).toContainEqual(expect.objectContaining(sealedEntry));
    const { version } = await path.submit(keyTask);
    await path.review({ keyTask, version }, 'APPROVE');
    await path.table(keyTask, version.contentHash);
    const third = await path.station.drafted('또 다른 과제');
    expect((await confirm(third)).planVersion?.entries).toContainEqual(expect.objectContaining(sealedEntry));
    const returned = await decisions.returnKeyTask(as.chair, { keyTaskId: keyTask.id, reason: '보완' });
    expect(returned).toMatchObject({ amendment: true, sealedVersionId: original.version.id });
    expect((await versions.formsOf(null, [original.version.id]))[0]).toContain('처음 글');
    expect(await versions.formsOf(null, [version.id])).toEqual([null]);

    const amended = await confirm(keyTask);
    expect(amended.keyTask).toMatchObject({ amendment: false, sealedVersionId: amended.version.id });
    const entry = amended.planVersion?.entries.find((one) => one.keyTaskId === keyTask.id);
    expect(entry).toMatchObject({ versionId: amended.version.id, title: '개정한 과제' });
    // What was sealed before is still a milestone, and still in the plan versions that held it.
    expect((await versions.find(null, original.version.id)).sealedAt).toEqual(original.decision.decidedAt);
  });

  it('PV-1: leaves out a task that was withdrawn or merged, from the next plan version on', async () => {
    const { as, keyTasks } = path;
    const gone = await path.station.drafted('물러날 과제');
    const merged = await path.station.drafted('합칠 과제');
    await confirm(gone);
    const { planVersion: held } = await confirm(merged);
    const into = await path.station.drafted('남는 과제');
    await keyTasks.withdraw(as.chair, gone.id, '사유');
    await keyTasks.merge(as.chair, merged.id, { keyTaskId: into.id, reason: '사유' });
    const [latest] = await path.planVersions();
    expect(latest).toEqual(held);
    const { planVersion } = await confirm(into);
    const ids = planVersion?.entries.map(({ keyTaskId }) => keyTaskId);
    expect(ids).toContain(into.id);
    expect(ids).not.toContain(gone.id);
    expect(ids).not.toContain(merged.id);
    for (const keyTask of [gone, merged])
      await expect(keyTasks.reopen(as.chair, keyTask.id, '사유')).rejects.toEqual(
        refused('ILLEGAL_TRANSITION'),
      );
  });
});
