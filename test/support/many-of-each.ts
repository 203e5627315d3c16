import { createBallotTicket } from '../../src/client/index.ts';
import type { KeyTaskRecord } from '../../src/domain/key-task/types.ts';
import { toGlobalId } from '../../src/graphql/ids.ts';
import type { DecisionPath, Person } from './decision-path.ts';
import { loseDelivery } from './lost-deliveries.ts';
import { writtenDraft } from './written-drafts.ts';

const reason = '회의에서 정했다';
/** Stands in every text: each is in conflict with every other one of its plan. */
const passage = '공공기관은 민간 클라우드를 우선 이용하도록 제도를 정비한다.';
const openRule = { quorum: 0.1, majority: 0.5 };
/** A process that isn't there, and has drafts open. */
const elsewhere = 'elsewhere';

/** A plan whose key tasks were confirmed, and were written on since. */
export interface ConfirmedPlan {
  readonly planId: string;
  /** After the last of them was confirmed, and before anything else. */
  readonly at: Date;
  readonly tasks: readonly KeyTaskRecord[];
}

/** What there is at least six of, of every type and with something in every field. */
export interface ManyOfEach {
  readonly small: ConfirmedPlan;
  readonly large: ConfirmedPlan;
  /** Of a draft to which much has happened. */
  readonly eventful: KeyTaskRecord;
}

/** Makes objects of every type, so many that it can be seen whether more of them take more round trips. */
export async function makeManyOfEach(path: DecisionPath): Promise<ManyOfEach> {
  const { as, subcommittees, plans, keyTasks, drafts, versions, reviews, decisions, submissions } = path;
  const { membership, webhooks, stores } = path;
  const six = [0, 1, 2, 3, 4, 5];
  let made = 0;

  async function newPlan(strategies: number) {
    made += 1;
    const { id } = await plans.create(as.secretariat, {
      title: `기본계획 ${made}`,
      englishTitle: `Plan ${made}`,
      vision: '클라우드로 일하는 정부',
      periodStart: 2030 + made,
      periodEnd: 2033 + made,
      predecessorId: path.plan.id,
      ballotRule: openRule,
    });
    await plans.update(as.secretariat, id, { blockingConflicts: ['SCHEDULE'] });
    const strategyIds: string[] = [];
    for (let index = 0; index < strategies; index += 1) {
      const titles = { title: `전략 ${index}`, englishTitle: `Strategy ${index}` };
      strategyIds.push((await plans.createStrategy(as.secretariat, id, titles)).id);
    }
    return { planId: id, strategyIds };
  }

  async function newTask(planId: string, strategyId: string, splitFromId: string | null = null) {
    made += 1;
    const titles = { title: `추진과제 ${made}`, englishTitle: `Task ${made}` };
    const subcommitteeId = subcommittees.own;
    return keyTasks.create(as.lead, { planId, strategyId, subcommitteeId, splitFromId, ...titles });
  }

  async function tabled(keyTask: KeyTaskRecord) {
    const { version } = await versions.submitVersion(as.lead, {
      keyTaskId: keyTask.id,
      name: '검토 요청안',
      reviewerIds: [as.reviewer.memberId],
      roles: [{ role: 'SUBCOMMITTEE_LEAD', subcommitteeId: subcommittees.other }],
      dueAt: new Date('2100-01-01T00:00:00.000Z'),
      minimumApprovals: 1,
    });
    await reviews.submitReview(as.reviewer, {
      keyTaskId: keyTask.id,
      contentHash: version.contentHash,
      verdict: 'APPROVE',
      remarks: '좋다',
      blockRemarks: [{ blockId: 'b1', text: '여기는 특히 좋다' }],
    });
    return (await path.table(keyTask, version.contentHash)).ballot;
  }

  type Ballot = Awaited<ReturnType<typeof tabled>>;

  /** With everything that can be on a ballot; it confirms. */
  async function decide(ballot: Ballot): Promise<void> {
    const { id, contentHash, rule } = ballot;
    const cast = (who: Person, value: 'APPROVE' | 'DISCUSS' | 'RECUSE') =>
      decisions.castPosition(as[who], {
        ballotId: id,
        contentHash,
        value,
        reason: value === 'DISCUSS' ? reason : null,
        ticket: rule.secret && value !== 'RECUSE' ? createBallotTicket() : null,
      });
    // Who is recused already isn't on the roster.
    if (ballot.rosterIds.includes(as.writer.memberId)) await cast('writer', 'RECUSE');
    if (!rule.secret) {
      await cast('leadElsewhere', 'DISCUSS');
      await path.overrule(ballot, 'leadElsewhere');
    }
    for (const who of ['chair', 'lead', 'colleague'] as const) await cast(who, 'APPROVE');
    await path.close(ballot);
  }

  async function confirm(keyTask: KeyTaskRecord, ministry = '과기정통부'): Promise<void> {
    await path.write(keyTask, `${passage} 과제 ${keyTask.id}, ${ministry}.`, 'lead');
    await drafts.edit(as.lead, keyTask.draftId, (doc) => doc.getMap('meta').set('leadMinistry', ministry));
    await decide(await tabled(keyTask));
  }

  /** Under amendment, with another text. */
  async function amend(keyTask: KeyTaskRecord): Promise<void> {
    await keyTasks.reopen(as.lead, keyTask.id, reason);
    await rewrite(keyTask);
  }

  function rewrite({ draftId }: KeyTaskRecord) {
    return drafts.importMarkdown(as.lead, { draftId, markdown: `고친 글.\n\n${passage}`, mode: 'REPLACE' });
  }

  async function confirmedPlan(tasks: number, prepare: (ballots: readonly Ballot[]) => Promise<void>) {
    const { planId, strategyIds } = await newPlan(tasks);
    const created: KeyTaskRecord[] = [];
    const ballots: Ballot[] = [];
    for (const strategyId of strategyIds) {
      const keyTask = await newTask(planId, strategyId);
      created.push(keyTask);
      await path.write(keyTask, `${passage} 과제 ${keyTask.id}.`);
      ballots.push(await tabled(keyTask));
    }
    await prepare(ballots);
    for (const ballot of ballots) await decide(ballot);
    const [newest] =
      (await stores.planVersions.newestByPlan([planId], { before: null, limit: 1 })).get(planId) ?? [];
    if (newest === undefined) throw new Error('No plan version was made.');
    for (const keyTask of created) await amend(keyTask);
    return { planId, at: newest.createdAt, tasks: created };
  }

  /** Brought before the committee, returned, amended, decided on secretly and adopted. */
  async function adoptedPlan(): Promise<void> {
    const { planId, strategyIds } = await newPlan(1);
    const keyTask = await newTask(planId, strategyIds[0] ?? '');
    await confirm(keyTask);
    const submit = async () => {
      const [latest] =
        (await stores.planVersions.newestByPlan([planId], { before: null, limit: 1 })).get(planId) ?? [];
      const planVersionHash = latest?.hash ?? '';
      const { id } = await submissions.submitPlan(as.secretariat, { planId, planVersionHash });
      return { submissionId: id, planVersionHash };
    };
    const returned = [{ keyTaskId: keyTask.id, reason }];
    await submissions.returnPlan(as.committee, { ...(await submit()), reason, keyTasks: returned });
    await plans.update(as.secretariat, planId, { ballotRule: { ...openRule, secret: true } });
    await confirm(keyTask, '행정안전부');
    await submissions.adoptPlan(as.committee, { ...(await submit()), remarks: reason });
  }

  for (const index of six) {
    const slug = `subcommittee-${index}`;
    const { id } = await membership.createSubcommittee(as.secretariat, {
      slug,
      name: slug,
      englishName: slug,
    });
    const member = await membership.createMember(as.secretariat, {
      email: `seated-${index}@example.org`,
      displayName: `위원 ${index}`,
      latinName: `Member ${index}`,
      organisation: '기관',
      sector: 'INDUSTRY',
      roles: ['REVIEWER'],
    });
    await membership.seatMember(as.secretariat, member.id, { subcommitteeId: id, role: 'MEMBER' });
  }

  const [leaving] = path.voters;
  const large = await confirmedPlan(7, async (ballots) => {
    if (leaving === undefined) throw new Error('Nobody is there to leave.');
    await membership.deactivateMember(as.administrator, leaving.memberId);
    for (const { id } of ballots)
      await decisions.removeFromRoster(as.chair, { ballotId: id, memberId: leaving.memberId, reason });
  });
  for (const { id } of large.tasks) {
    const { memberId } = as.writer;
    await decisions.liftRecusal(as.chair, { keyTaskId: id, memberId, reason });
  }
  const small = await confirmedPlan(2, () => Promise.resolve());
  for (const _ of six) await adoptedPlan();

  for (const index of six) {
    await path.station.tabled(`표결하는 과제 ${index}`, passage);
    const [into, from] = [await path.create('남는 과제'), await path.create('없어지는 과제')];
    await keyTasks.merge(as.secretariat, from.id, { keyTaskId: into.id, reason });
    await newTask(path.plan.id, path.strategies.second.id, into.id);
  }

  const eventful = await path.create('많은 일이 있던 과제');
  const { draftId } = eventful;
  await path.write(eventful, passage);
  for (const index of six) {
    await path.write(eventful, `${passage} ${index}`);
    await drafts.restore(as.lead, { draftId, sequence: 1 });
    await path.submit(eventful, ['reviewer'], `${index}`);
    await versions.recallVersion(as.lead, { keyTaskId: eventful.id, reason });
  }
  // Halving as many entries as this finds each of them in as many steps.
  for (let length = 0; length < 16; length = (await drafts.find(as.lead, draftId)).headSequence)
    await path.write(eventful, `${passage} ${length}.`);

  for (const index of six) {
    const task = large.tasks[index];
    const { webhook } = await webhooks.create(as.secretariat, {
      url: 'http://127.0.0.1:9/',
      active: false,
      filter: {
        planId: index % 2 === 0 ? large.planId : small.planId,
        subcommitteeId: subcommittees[index % 2 === 0 ? 'own' : 'other'],
        keyTaskId: task?.id ?? '',
        actorId: as.lead.memberId,
        kinds: ['DRAFT_CHANGED'],
      },
    });
    await loseDelivery(path.database, toGlobalId('Webhook', webhook.id), index + 1);
  }

  await stores.nodes.renew({ id: elsewhere, address: null, place: null, sessions: [] }, 3_600_000);
  for (const _ of six) {
    // As above, with the entry that is unfit.
    const history = { length: 127, snapshotAt: 30, archivedTo: 25, unfit: true };
    const written = await writtenDraft(path, history);
    await stores.drafts.take(written.draftId, elsewhere, null);
    const present = { memberId: as.writer.memberId, editing: true, since: new Date() };
    await stores.presences.write(written.draftId, elsewhere, [present]);
  }
  return { small, large, eventful };
}
