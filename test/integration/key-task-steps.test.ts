import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MaybeViewer } from '../../src/auth/viewer.ts';
import { discussionsOf } from '../../src/domain/decision/discussions.ts';
import {
  castPositionVerdict,
  closeBallotVerdict,
  overruleVerdict,
  removeFromRosterVerdict,
} from '../../src/domain/decision/policy.ts';
import type { BallotRecord } from '../../src/domain/decision/types.ts';
import { keyTaskStates, type KeyTaskRecord, type KeyTaskState } from '../../src/domain/key-task/types.ts';
import type { DomainErrorCode } from '../../src/errors.ts';
import { openDecisionPath, personNames, type DecisionPath, type Person } from '../support/decision-path.ts';

let path: DecisionPath;
beforeAll(async () => {
  // Two voters who leave while a ballot is open; three positions of seven are the quorum.
  path = await openDecisionPath({ voters: 2, ballotRule: { quorum: 0.4, majority: 0.5 } });
});
afterAll(() => path.drop());

/** A task in a state, with everything that a step on it could name. */
interface Situation {
  readonly keyTask: KeyTaskRecord;
  readonly contentHash: string;
  /** The newest ballot: open when the task is tabled. */
  readonly ballot: BallotRecord;
  readonly otherId: string;
}

const reason = '사유';

/** Every task has been tabled and returned before, so that there is a ballot whatever the state. */
async function brought(state: KeyTaskState): Promise<Situation> {
  const { as, decisions, keyTasks } = path;
  const other = await path.create('다른 과제');
  const tabled = await path.station.voted('과제', '글');
  const { contentHash } = tabled.version;
  let { ballot } = tabled;
  let keyTask = await decisions.returnKeyTask(as.chair, { keyTaskId: tabled.keyTask.id, reason });
  const at = () => ({ keyTask, contentHash, ballot, otherId: other.id });
  if (state === 'DRAFTING') return at();
  const submitted = await path.submit(keyTask);
  ({ keyTask } = submitted);
  if (state === 'IN_REVIEW') return at();
  ({ keyTask } = await path.review(submitted, 'APPROVE'));
  if (state === 'APPROVED') return at();
  ({ keyTask, ballot } = await path.table(keyTask, contentHash));
  for (const who of ['chair', 'lead', 'colleague'] as const)
    ({ ballot } = await path.cast(ballot, who, 'APPROVE'));
  if (state === 'CONFIRMED') ({ keyTask } = await path.close(ballot));
  if (state === 'WITHDRAWN') keyTask = await keyTasks.withdraw(as.chair, keyTask.id, reason);
  if (state === 'MERGED')
    keyTask = await keyTasks.merge(as.chair, keyTask.id, { keyTaskId: other.id, reason });
  return at();
}

/** The situation with its ballot as it is since. */
async function situation(state: KeyTaskState): Promise<Situation> {
  const on = await brought(state);
  const [ballot] = await path.decisions.findBallots(path.as.chair, [on.ballot.id]);
  return { ...on, ballot: ballot ?? on.ballot };
}

type Outcome = 'DONE' | 'SAME' | DomainErrorCode;

interface Step {
  /** What has to be so for the step to be taken; done to a situation of its own. */
  readonly prepare?: (on: Situation) => Promise<unknown>;
  readonly take: (viewer: MaybeViewer, on: Situation) => Promise<unknown>;
  /** Who may take it; everybody else is refused with `FORBIDDEN`, unless `refusals` says otherwise. */
  readonly who: readonly Person[];
  readonly from: readonly KeyTaskState[];
  /** The state it leads to; the same one when left out. */
  readonly to?: KeyTaskState;
  /** States in which it has been taken already: the same answer, nothing changed. */
  readonly taken?: readonly KeyTaskState[];
  /** What becomes of it when it is taken twice in a row, unless the second time changes nothing. */
  readonly again?: 'REFUSED' | 'ANOTHER';
  /** What `permissions` calls it. */
  readonly mutation?: string;
  /** Differences from the rule. */
  readonly refusal?: (state: KeyTaskState, who: Person) => Outcome | undefined;
}

const live: KeyTaskState[] = ['DRAFTING', 'IN_REVIEW', 'APPROVED', 'TABLED', 'CONFIRMED'];
const office: Person[] = ['chair', 'secretariat'];

function reviewRefusal(verdict: 'APPROVE' | 'REQUEST_CHANGES'): NonNullable<Step['refusal']> {
  return (state, who) => {
    // Who may review depends on the version in review.
    if (state === 'IN_REVIEW') return who === 'lead' || who === 'writer' ? 'FOUR_EYES' : undefined;
    const approved = state === 'APPROVED' || state === 'TABLED' || state === 'CONFIRMED';
    return verdict === 'APPROVE' && who === 'reviewer' && approved ? 'SAME' : 'ILLEGAL_TRANSITION';
  };
}

function review(verdict: 'APPROVE' | 'REQUEST_CHANGES') {
  return (viewer: MaybeViewer, { keyTask, contentHash }: Situation) =>
    path.reviews.submitReview(viewer, {
      keyTaskId: keyTask.id,
      contentHash,
      verdict,
      remarks: verdict === 'APPROVE' ? null : '의견',
    });
}

const frozen = (state: KeyTaskState) =>
  live.includes(state) ? ('FROZEN' as const) : ('ILLEGAL_TRANSITION' as const);

/** Reviews that were made void. */
const voided = new WeakMap<Situation, string>();

/** Members who have left, the last one last. */
const leavers: string[] = [];

/** Written down again, on purpose apart from the code's own table (SPEC.md, KT-1). */
const steps: Readonly<Record<string, Step>> = {
  'name a version': {
    take: (viewer, { keyTask }) =>
      path.versions.nameVersion(viewer, { keyTaskId: keyTask.id, name: '다른 이름' }),
    who: ['lead'],
    from: ['DRAFTING'],
    mutation: 'nameVersion',
  },
  submit: {
    take: (viewer, { keyTask }) =>
      path.versions.submitVersion(viewer, { keyTaskId: keyTask.id, name: '다른 이름', reviewerIds: [] }),
    who: ['lead'],
    from: ['DRAFTING'],
    to: 'IN_REVIEW',
    mutation: 'submitVersion',
  },
  recall: {
    take: (viewer, { keyTask }) => path.versions.recallVersion(viewer, { keyTaskId: keyTask.id, reason }),
    who: ['lead'],
    from: ['IN_REVIEW'],
    to: 'DRAFTING',
    again: 'REFUSED',
    mutation: 'recallVersion',
  },
  approve: {
    take: review('APPROVE'),
    who: ['reviewer', 'secondReviewer'],
    from: ['IN_REVIEW'],
    to: 'APPROVED',
    mutation: 'submitReview',
    refusal: reviewRefusal('APPROVE'),
  },
  'ask for further reviews': {
    take: (viewer, { keyTask, contentHash }) =>
      path.reviews.requestReviews(viewer, {
        keyTaskId: keyTask.id,
        contentHash,
        reviewerIds: [path.as.secondReviewer.memberId],
        roles: [],
        dueAt: null,
      }),
    who: ['lead', 'secretariat'],
    from: ['IN_REVIEW'],
    mutation: 'requestReviews',
  },
  'make a review void': {
    take: async (viewer, on) => {
      const { id } = on.keyTask;
      const newest = await path.reviews.pagesByKeyTask(path.as.chair, [id], { first: 1, after: null });
      const reviewId = voided.get(on) ?? newest.get(id)?.edges[0]?.node.id ?? '';
      voided.set(on, reviewId);
      return path.reviews.invalidateReview(viewer, { reviewId, reason });
    },
    who: ['lead', 'secretariat'],
    from: ['IN_REVIEW', 'APPROVED'],
    to: 'IN_REVIEW',
    mutation: 'invalidateReview',
  },
  'request changes': {
    take: review('REQUEST_CHANGES'),
    who: ['reviewer', 'secondReviewer'],
    from: ['IN_REVIEW'],
    to: 'DRAFTING',
    mutation: 'submitReview',
    refusal: reviewRefusal('REQUEST_CHANGES'),
  },
  table: {
    take: (viewer, { keyTask, contentHash }) =>
      path.decisions.tableKeyTask(viewer, { keyTaskId: keyTask.id, contentHash }),
    who: office,
    from: ['APPROVED'],
    to: 'TABLED',
    taken: ['TABLED'],
    mutation: 'tableKeyTask',
  },
  vote: {
    take: (viewer, { ballot, contentHash }) =>
      path.decisions.castPosition(viewer, { ballotId: ballot.id, contentHash, value: 'NO_OBJECTION' }),
    who: ['chair', 'lead', 'writer', 'colleague', 'leadElsewhere'],
    from: ['TABLED'],
  },
  close: {
    take: (viewer, { ballot, contentHash }) =>
      path.decisions.closeBallot(viewer, { ballotId: ballot.id, contentHash }),
    who: office,
    from: ['TABLED'],
    to: 'CONFIRMED',
    taken: ['CONFIRMED'],
  },
  overrule: {
    prepare: ({ ballot }) => path.cast(ballot, 'writer', { discuss: reason }),
    take: async (viewer, { ballot }) => {
      const [current] = await path.decisions.findBallots(path.as.chair, [ballot.id]);
      const [discussion] = discussionsOf(current ?? ballot);
      const discussionId = discussion?.id ?? '0'.repeat(24);
      return path.decisions.overruleDiscussion(viewer, { ballotId: ballot.id, discussionId, reason });
    },
    who: ['chair'],
    from: ['TABLED'],
  },
  'take off the roster': {
    prepare: async () => {
      const leaver = path.voters.find(({ memberId }) => !leavers.includes(memberId));
      if (leaver === undefined) throw new Error('Nobody is left who could leave.');
      leavers.push(leaver.memberId);
      await path.membership.deactivateMember(path.as.administrator, leaver.memberId);
    },
    take: (viewer, { ballot }) => {
      // Before anybody has left, somebody who is on the roster.
      const memberId = leavers.at(-1) ?? path.voters[0]?.memberId ?? '';
      return path.decisions.removeFromRoster(viewer, { ballotId: ballot.id, memberId, reason });
    },
    who: office,
    from: ['TABLED'],
  },
  'lift a recusal': {
    prepare: ({ keyTask }) =>
      path.transact((tx) =>
        path.drafts.setRecused(tx, keyTask.draftId, { memberId: path.as.colleague.memberId, recused: true }),
      ),
    take: (viewer, { keyTask }) => {
      const { memberId } = path.as.colleague;
      return path.decisions.liftRecusal(viewer, { keyTaskId: keyTask.id, memberId, reason });
    },
    who: office,
    from: keyTaskStates,
  },
  return: {
    take: (viewer, { keyTask }) => path.decisions.returnKeyTask(viewer, { keyTaskId: keyTask.id, reason }),
    who: office,
    from: ['APPROVED', 'TABLED'],
    to: 'DRAFTING',
    again: 'REFUSED',
    mutation: 'returnKeyTask',
  },
  reopen: {
    take: (viewer, { keyTask }) => path.keyTasks.reopen(viewer, keyTask.id, reason),
    who: ['lead', ...office],
    from: ['CONFIRMED'],
    to: 'DRAFTING',
    mutation: 'reopenKeyTask',
  },
  withdraw: {
    take: (viewer, { keyTask }) => path.keyTasks.withdraw(viewer, keyTask.id, reason),
    who: ['lead', ...office],
    from: live,
    to: 'WITHDRAWN',
    taken: ['WITHDRAWN'],
    mutation: 'withdrawKeyTask',
  },
  merge: {
    take: (viewer, { keyTask, otherId }) =>
      path.keyTasks.merge(viewer, keyTask.id, { keyTaskId: otherId, reason }),
    who: office,
    from: live,
    to: 'MERGED',
    taken: ['MERGED'],
    mutation: 'mergeKeyTask',
  },
  rename: {
    take: (viewer, { keyTask }) => path.keyTasks.rename(viewer, keyTask.id, { title: '다른 제목' }),
    who: ['lead', 'secretariat'],
    from: ['DRAFTING'],
    mutation: 'renameKeyTask',
    refusal: (state, who) => (who === 'lead' || who === 'secretariat' ? frozen(state) : undefined),
  },
  'write in the draft': {
    take: (viewer, { keyTask }) =>
      path.drafts.edit(viewer, keyTask.draftId, (document) => document.getMap('meta').set('goal', '목표')),
    who: ['lead', 'writer', 'colleague', 'secretariat'],
    from: ['DRAFTING'],
    again: 'ANOTHER',
    refusal: (_state, who) =>
      ['lead', 'writer', 'colleague', 'secretariat'].includes(who) ? 'FROZEN' : undefined,
  },
};

function expected(step: Step, state: KeyTaskState, who: Person): Outcome {
  if (step.who.includes(who)) {
    if (step.from.includes(state)) return 'DONE';
    if (step.taken?.includes(state) === true) return 'SAME';
  }
  const differs = step.refusal?.(state, who);
  if (differs !== undefined) return differs;
  return step.who.includes(who) ? 'ILLEGAL_TRANSITION' : 'FORBIDDEN';
}

const ballotVerdicts: Readonly<Record<string, typeof castPositionVerdict>> = {
  vote: castPositionVerdict,
  close: closeBallotVerdict,
  overrule: overruleVerdict,
  'take off the roster': removeFromRosterVerdict,
};

/** What the API says beforehand that the step would be answered; null when it says nothing. */
async function announced(name: string, who: Person, { keyTask, ballot }: Situation): Promise<Outcome | null> {
  const viewer = path.as[who];
  const ballotVerdict = ballotVerdicts[name];
  if (ballotVerdict !== undefined) {
    const verdict = ballotVerdict(viewer, ballot);
    return verdict.allowed ? 'DONE' : verdict.code;
  }
  const mutation = steps[name]?.mutation;
  if (mutation === undefined) return null;
  const [permissions] = await path.keyTasks.permissions(viewer, [keyTask]);
  const permission = permissions?.find(({ action }) => action === mutation);
  if (permission === undefined) throw new Error(`Nothing is said of ${mutation}.`);
  return permission.allowed ? 'DONE' : permission.code;
}

const shared = new Map<KeyTaskState, Promise<Situation>>();
function sharedSituation(state: KeyTaskState): Promise<Situation> {
  const made = shared.get(state) ?? situation(state);
  shared.set(state, made);
  return made;
}

// Before anything is done: what is compared is everything that the database holds, and that gets more.
describe.each(keyTaskStates)('KT-1, KT-2: in %s, who may not is refused, and nothing happens:', (state) => {
  it.each(Object.entries(steps))('%s', async (name, step) => {
    const on = await sharedSituation(state);
    const before = await path.contents();
    await expect(step.take(null, on)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    for (const who of personNames) {
      const outcome = expected(step, state, who);
      const told = await announced(name, who, on);
      if (told !== null) expect(told, who).toBe(outcome === 'SAME' ? 'ILLEGAL_TRANSITION' : outcome);
      if (outcome === 'DONE') continue;
      if (outcome === 'SAME') await step.take(path.as[who], on);
      else await expect(step.take(path.as[who], on), who).rejects.toMatchObject({ code: outcome });
    }
    expect(await path.contents()).toEqual(before);
  });
});

const allowed = keyTaskStates.flatMap((state) =>
  Object.entries(steps).flatMap(([name, step]) => {
    const people = personNames.filter((one) => expected(step, state, one) === 'DONE');
    return people.length === 0 ? [] : [{ state, name, step, people }];
  }),
);

it.each(allowed)('KT-1, KT-2, KT-5: in $state, who may: $name', async ({ state, step, people }) => {
  for (const who of people) {
    const fresh = await situation(state);
    await step.prepare?.(fresh);
    await step.take(path.as[who], fresh);
    expect((await path.find(fresh.keyTask)).state, who).toBe(step.to ?? state);
    // The same again: KT-5, or the state that it led to doesn't allow it.
    if (step.again === 'ANOTHER') continue;
    const after = await path.find(fresh.keyTask);
    await path.newEvents();
    const repeated = step.take(path.as[who], fresh);
    if (step.again === 'REFUSED')
      await expect(repeated).rejects.toMatchObject({ code: 'ILLEGAL_TRANSITION' });
    else await repeated;
    expect(await path.find(fresh.keyTask), who).toEqual(after);
    expect(await path.newEvents(), who).toEqual([]);
  }
});
