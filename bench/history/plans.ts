import type { Viewer } from '../../src/auth/viewer.ts';
import { viewerOf, type Application } from './application.ts';
import type { Take } from './report.ts';

const paragraph = '클라우드 이용을 늘린다. '.repeat(20);
const textOf = (task: number, round: string): string =>
  Array.from({ length: 20 }, (_, index) => `${task}-${index} ${index === 3 ? round : ''} ${paragraph}`).join(
    '\n\n',
  );

/** A task force with a plan, and how a task of it is taken into the plan. */
async function assemble(application: Application) {
  const services = application.services();
  const { membership, plans, keyTasks, versions, reviews, decisions, drafts } = services;
  const member = async (name: string) => {
    const [made] = await application.transact((tx) =>
      membership.importMembers(tx, [
        {
          email: `${name}-${process.pid}-${Math.random()}@example.org`,
          displayName: name,
          organisation: '기관',
          sector: 'GOVERNMENT',
        },
      ]),
    );
    if (made === undefined) throw new Error('No member was made.');
    return made.id;
  };
  const secretariat = viewerOf(await member('secretariat'), { roles: ['SECRETARIAT', 'CHAIR'] });
  const slug = `bench-${Math.floor(Math.random() * 1e9)}`;
  const { id: subcommitteeId } = await membership.createSubcommittee(secretariat, { slug, name: '분과' });
  const lead = viewerOf(await member('lead'), { subcommitteeId });
  const reviewer = viewerOf(await member('reviewer'), { roles: ['REVIEWER'] });
  await membership.seatMember(secretariat, lead.memberId, { subcommitteeId, role: 'LEAD' });
  const plan = await plans.create(secretariat, { title: '기본계획', periodStart: 2027, periodEnd: 2029 });
  const { id: strategyId } = await plans.createStrategy(secretariat, plan.id, { title: '전략' });

  async function table(keyTaskId: string) {
    const { version } = await versions.submitVersion(lead, { keyTaskId, name: '제출', reviewerIds: [] });
    const { contentHash } = version;
    await reviews.submitReview(reviewer, { keyTaskId, contentHash, verdict: 'APPROVE', remarks: null });
    const { ballot } = await decisions.tableKeyTask(secretariat, { keyTaskId, contentHash });
    await decisions.castPosition(lead, { ballotId: ballot.id, contentHash, value: 'APPROVE', reason: null });
    return { ballotId: ballot.id, contentHash };
  }

  return {
    viewer: secretariat satisfies Viewer,
    planId: plan.id,
    services,
    async draft(task: number) {
      const keyTask = await keyTasks.create(lead, {
        planId: plan.id,
        strategyId,
        subcommitteeId,
        title: `과제 ${task}`,
      });
      const markdown = textOf(task, '처음');
      await drafts.importMarkdown(lead, { draftId: keyTask.draftId, markdown, mode: 'REPLACE' });
      return keyTask;
    },
    table,
    close: (ballot: { readonly ballotId: string; readonly contentHash: string }) =>
      decisions.closeBallot(secretariat, ballot),
    async amend(keyTask: { readonly id: string; readonly draftId: string }, task: number) {
      await keyTasks.reopen(lead, keyTask.id, '개정');
      const markdown = textOf(task, '나중');
      await drafts.importMarkdown(lead, { draftId: keyTask.draftId, markdown, mode: 'REPLACE' });
    },
  };
}

export async function measurePlan(application: Application, tasks: number, take: Take): Promise<void> {
  const force = await assemble(application);
  const { viewer, planId, services } = force;
  const made: Awaited<ReturnType<typeof force.draft>>[] = [];
  for (let task = 0; task < tasks; task += 1) {
    const keyTask = await force.draft(task);
    made.push(keyTask);
    await force.close(await force.table(keyTask.id));
    process.stderr.write(`a plan with ${tasks} tasks: ${task + 1}\u001b[K\r`);
  }
  const what = `plan of ${tasks} tasks`;
  // Each is amended, decided anew and so makes a plan version of all.
  const ballots: Awaited<ReturnType<typeof force.table>>[] = [];
  for (const [task, keyTask] of made.slice(0, 7).entries()) {
    await force.amend(keyTask, task);
    ballots.push(await force.table(keyTask.id));
  }
  const planVersions: NonNullable<Awaited<ReturnType<typeof force.close>>['planVersion']>[] = [];
  await take(`${what}: a ballot is closed and the plan version assembled`, ballots, async (ballot) => {
    const { planVersion } = await force.close(ballot);
    if (planVersion !== null) planVersions.push(planVersion);
  });
  const times = planVersions.map(({ createdAt }) => createdAt);
  await take(`${what}: as of a moment`, times, (time) => services.decisions.planAsOf(viewer, planId, time));
  await take(`${what}: difference from the one before`, planVersions, async (planVersion) => {
    const [difference] = await services.decisions.planDifferences(viewer, [{ planVersion, fromId: null }]);
    if (difference instanceof Error) throw difference;
    for (const { kind, before, after } of difference?.entries ?? []) {
      if (kind !== 'CHANGED' || before === null || after === null) continue;
      const compared = { from: { versionId: before.versionId }, to: { versionId: after.versionId } };
      await services.versions.difference(viewer, compared);
    }
  });
  const latest = planVersions.at(-1);
  if (latest === undefined) throw new Error('No plan version was made.');
  const versions = await services.versions.findMany(
    viewer,
    latest.entries.map(({ versionId }) => versionId),
  );
  const held = versions.filter((version) => version !== null);
  for (const state of ['counted first', 'stored'])
    await take(`${what}: whose its texts are, ${state}`, [held], (list) =>
      services.versions.sharesOf(viewer, list),
    );
}
