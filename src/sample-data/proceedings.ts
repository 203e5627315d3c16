import type { Viewer } from '../auth/viewer.ts';
import { discussionsOf } from '../domain/decision/discussions.ts';
import type { PositionValue } from '../domain/decision/types.ts';
import type { BallotRecord } from '../domain/decision/types.ts';
import type { VersionRecord } from '../domain/version/types.ts';
import type { Services } from '../graphql/context.ts';
import { formerMember, people, type Slug } from './people.ts';
import type { TaskForce } from './task-force.ts';

/** A task that has been made, with its text. */
export interface MadeTask {
  readonly id: string;
  readonly owner: Slug;
  /** Writes what the task has in store for when it is returned. */
  readonly revise: () => Promise<void>;
}

/** Key of the member, what is taken, and why. */
type Position = readonly [key: string, value: PositionValue, reason?: string];

/** Who votes: the chair and everybody with a seat. */
const voters = people
  .filter(({ key, roles, seats }) => key !== formerMember && (roles.includes('CHAIR') || seats.length > 0))
  .map(({ key }) => key);

/** A bit more than half of the voters take these positions; the others of them approve. */
function quorumOf(stated: readonly Position[]): Position[] {
  const silent = voters.filter((key) => stated.every(([other]) => other !== key));
  const count = Math.ceil(voters.length / 2) + 1 - stated.length;
  return [...stated, ...silent.slice(0, count).map((key): Position => [key, 'APPROVE'])];
}

/** What became of the drafts: reviews, ballots and decisions, each through its service by who may do it. */
export function createProceedings(services: Services, taskForce: TaskForce) {
  const { versions, reviews, decisions, keyTasks } = services;
  const chair = taskForce.viewer('chair');
  const secretariat = taskForce.viewer('secretariat');

  async function submit(task: MadeTask, name: string, reviewers: readonly string[] = []) {
    const reviewerIds = reviewers.map((key) => taskForce.viewer(key).memberId);
    const lead = taskForce.leadOf(task.owner);
    const { version } = await versions.submitVersion(lead, { keyTaskId: task.id, name, reviewerIds });
    return version;
  }

  async function review(
    reviewer: string,
    { keyTaskId, contentHash }: VersionRecord,
    changes?: string,
  ): Promise<void> {
    await reviews.submitReview(taskForce.viewer(reviewer), {
      keyTaskId,
      contentHash,
      verdict: changes === undefined ? 'APPROVE' : 'REQUEST_CHANGES',
      remarks: changes ?? '목표와 지표가 서로 맞고, 재원의 근거도 분명합니다.',
    });
  }

  async function table(version: VersionRecord, positions: readonly Position[]): Promise<BallotRecord> {
    const { keyTaskId, contentHash } = version;
    let { ballot } = await decisions.tableKeyTask(chair, { keyTaskId, contentHash });
    for (const [key, value, reason] of positions) {
      const position = { ballotId: ballot.id, contentHash, value, reason: reason ?? null };
      ({ ballot } = await decisions.castPosition(taskForce.viewer(key), position));
    }
    return ballot;
  }

  async function decide(closer: Viewer, version: VersionRecord, stated: readonly Position[]): Promise<void> {
    const ballot = await table(version, quorumOf(stated));
    await decisions.closeBallot(closer, { ballotId: ballot.id, contentHash: version.contentHash });
  }

  return {
    /** A version for the record; the task goes on being drafted. */
    async name(task: MadeTask): Promise<void> {
      const name = '분과 회의 배포본';
      await versions.nameVersion(taskForce.leadOf(task.owner), { keyTaskId: task.id, name });
    },

    /** Confirmed: there is a sealed version, a decision and a plan version. */
    async confirm(task: MadeTask): Promise<void> {
      const version = await submit(task, '확정안', ['reviewer-1', 'reviewer-3']);
      await review('reviewer-1', version);
      await review('reviewer-3', version);
      await decide(chair, version, [
        ['security-lead', 'NO_OBJECTION'],
        ['security-6', 'ABSTAIN'],
        ['public-5', 'RECUSE', '소속 회사가 이 과제의 시범 사업에 참여하고 있습니다.'],
      ]);
    },

    /**
     * Tabled, with a ballot that waits for positions: there is one that blocks, one that the chair has overruled, and no
     * quorum yet.
     */
    async tableOpenly(task: MadeTask): Promise<void> {
      const version = await submit(task, '상정안');
      await review('reviewer-2', version);
      const ballot = await table(version, [
        ['chair', 'APPROVE'],
        ['public-lead', 'APPROVE'],
        ['public-3', 'APPROVE'],
        ['industry-lead', 'NO_OBJECTION'],
        ['ecosystem-lead', 'APPROVE'],
        ['security-3', 'DISCUSS', '3차 전환 대상의 개인정보 영향평가를 언제 하는지 본문에 밝혀야 합니다.'],
        ['industry-3', 'DISCUSS', '전환 대상의 단가를 이 과제에서 정해야 합니다.'],
        ['public-5', 'RECUSE', '소속 회사가 1차 전환의 입찰에 참여하고 있습니다.'],
        ['ecosystem-3', 'ABSTAIN'],
      ]);
      const { memberId } = taskForce.viewer('industry-3');
      const discussion = discussionsOf(ballot).find((one) => one.memberId === memberId);
      if (discussion === undefined) throw new Error('There is no discussion to overrule.');
      await decisions.overruleDiscussion(chair, {
        ballotId: ballot.id,
        discussionId: discussion.id,
        reason: '단가는 조달청의 계약에서 정하며, 이 과제가 다룰 일이 아닙니다.',
      });
    },

    /** Approved by a reviewer, and not tabled yet. */
    async approve(task: MadeTask): Promise<void> {
      await review('reviewer-3', await submit(task, '검토본'));
    },

    /** In review by two members, of whom one has approved. */
    async halfApprove(task: MadeTask): Promise<void> {
      await review('reviewer-4', await submit(task, '검토본', ['reviewer-1', 'reviewer-4']));
    },

    /** Changes were requested and made; `again` submits the new text to whoever may review. */
    async askForChanges(task: MadeTask, remarks: string, again: boolean): Promise<void> {
      await review('reviewer-2', await submit(task, '검토본'), remarks);
      await task.revise();
      if (again) await submit(task, '수정 검토본');
    },

    /** A ballot returned it, and it was changed since. */
    async returnByBallot(task: MadeTask): Promise<void> {
      const version = await submit(task, '상정안', ['reviewer-3']);
      await review('reviewer-3', version);
      await decide(secretariat, version, [
        ['security-2', 'DISCUSS', '규제를 정식으로 고치기 전에 이용자 쪽의 평가가 있어야 합니다.'],
        ['security-5', 'DISCUSS', '환자와 학생의 동의와 중단 절차가 빠져 있습니다.'],
      ]);
      await task.revise();
    },

    async merge(task: MadeTask, into: MadeTask): Promise<void> {
      const reason = '안내서는 도입 절차의 일부이므로 한 과제로 합칩니다.';
      await keyTasks.merge(secretariat, task.id, { keyTaskId: into.id, reason });
    },

    async withdraw(task: MadeTask): Promise<void> {
      const reason = '감염병의 확산으로 행사를 열 수 없게 되었습니다.';
      await keyTasks.withdraw(taskForce.leadOf(task.owner), task.id, reason);
    },
  };
}
