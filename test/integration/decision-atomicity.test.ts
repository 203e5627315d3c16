import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openDecisionPath, type DecisionPath, type Fault } from '../support/decision-path.ts';

let path: DecisionPath;
beforeAll(async () => {
  path = await openDecisionPath();
});
afterAll(() => path.drop());
afterEach(() => {
  path.faults.armed = null;
});

/** Runs `step` with each write failing in turn: nothing may be left of it. Then without: all of it must be there. */
async function failsWhole<T>(faults: readonly Fault[], step: () => Promise<T>): Promise<T> {
  const before = await path.contents();
  for (const fault of faults) {
    path.faults.armed = fault;
    await expect(step(), fault).rejects.toThrow(`${fault} failed`);
    path.faults.armed = null;
    expect(await path.contents(), fault).toEqual(before);
  }
  return step();
}

describe('KT-4: a failure in the middle of the transaction leaves nothing behind', () => {
  it('of a submission, and the draft can still be written in', async () => {
    const keyTask = await path.station.drafted();
    // So that all of what was written has been told, and the database stands still.
    await path.rooms.hold([keyTask.draftId], () => Promise.resolve());
    const { version } = await failsWhole(
      ['versions.insert', 'keyTasks.update', 'drafts.setFrozen', 'reviews.insertRequests', 'activity.append'],
      () => path.submit(keyTask, ['reviewer', 'secondReviewer']),
    );
    expect(version.number).toBe(1);

    const other = await path.station.drafted();
    path.faults.armed = 'reviews.insertRequests';
    await expect(path.submit(other)).rejects.toThrow();
    path.faults.armed = null;
    await path.write(other, '이어서 쓴다');
  });

  it('of an approval', async () => {
    const submitted = await path.station.inReview();
    const { keyTask } = await failsWhole(
      ['reviews.decide', 'keyTasks.update', 'drafts.setFrozen', 'activity.append'],
      () => path.review(submitted, 'APPROVE'),
    );
    expect(keyTask.state).toBe('APPROVED');
  });

  it('of requested changes: the draft stays frozen', async () => {
    const drafted = await path.station.drafted();
    const submitted = await path.submit(drafted, ['reviewer', 'secondReviewer']);
    const { keyTask } = await failsWhole(
      ['reviews.decide', 'keyTasks.update', 'drafts.setFrozen', 'reviews.invalidate', 'activity.append'],
      () => path.review(submitted, 'REQUEST_CHANGES'),
    );
    expect(keyTask.state).toBe('DRAFTING');
    await path.write(keyTask, '고친 글');
  });

  it('of tabling', async () => {
    const { keyTask, version } = await path.station.approved();
    const { ballot } = await failsWhole(
      ['keyTasks.update', 'drafts.setFrozen', 'decisions.insertBallot', 'activity.append'],
      () => path.table(keyTask, version.contentHash),
    );
    expect(ballot.open).toBe(true);
  });

  it('of a position', async () => {
    const { ballot } = await path.station.tabled();
    const { ballot: after } = await failsWhole(['decisions.updateOpenBallot', 'activity.append'], () =>
      path.cast(ballot, 'lead', 'APPROVE'),
    );
    expect(after.positions).toHaveLength(1);
  });

  it('DC-6: of a confirmation: ballot, decision, seal, task, plan version and events are one', async () => {
    const { ballot, version } = await path.station.voted();
    const { planVersion } = await failsWhole(
      [
        'decisions.updateOpenBallot',
        'decisions.insertDecision',
        'versions.seal',
        'keyTasks.update',
        'drafts.setFrozen',
        'plans.raiseTreeRevision',
        'planVersions.insert',
        'activity.append',
      ],
      () => path.close(ballot),
    );
    expect(planVersion?.entries.map((entry) => entry.versionId)).toEqual([version.id]);
  });

  it('DC-5: of a ballot that returns', async () => {
    const { ballot } = await path.station.voted();
    await path.cast(ballot, 'chair', { discuss: '더 논의하자' });
    const { keyTask } = await failsWhole(
      [
        'decisions.updateOpenBallot',
        'decisions.insertDecision',
        'keyTasks.update',
        'drafts.setFrozen',
        'reviews.invalidate',
        'activity.append',
      ],
      () => path.close(ballot),
    );
    expect(keyTask.state).toBe('DRAFTING');
  });

  it('of a withdrawal and a merge, with ballot, reviews and places', async () => {
    const { keyTask } = await path.station.tabled();
    await path.create('뒤의 과제');
    const after = await failsWhole(
      [
        'keyTasks.update',
        'drafts.setFrozen',
        'reviews.invalidate',
        'decisions.updateOpenBallot',
        'keyTasks.place',
        'activity.append',
      ],
      () => path.keyTasks.withdraw(path.as.chair, keyTask.id, '사유'),
    );
    expect(after.state).toBe('WITHDRAWN');
    const merged = await path.station.tabled();
    const into = await path.create('남는 과제');
    const { mergedIntoId } = await failsWhole(
      [
        'keyTasks.update',
        'decisions.updateOpenBallot',
        'keyTasks.place',
        'keyTasks.redirectMerged',
        'activity.append',
      ],
      () => path.keyTasks.merge(path.as.chair, merged.keyTask.id, { keyTaskId: into.id, reason: '사유' }),
    );
    expect(mergedIntoId).toBe(into.id);
  });
});
