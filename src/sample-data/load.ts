import type { Transact } from '../activity/unit-of-work.ts';
import type { Clock } from '../clock.ts';
import type { Services } from '../graphql/context.ts';
import { readSampleAccounts, writeSampleAccounts, type SampleAccount } from '../sample-accounts.ts';
import type { Stores } from '../stores.ts';
import { formerMember } from './people.ts';
import {
  secondPlan,
  secondPlanStrategy,
  strategies,
  thirdPlan,
  type SampleTask,
  type StrategyKey,
} from './plans.ts';
import { createProceedings, type MadeTask } from './proceedings.ts';
import type { SampleLoadStore } from './store.ts';
import { makeTaskForce, sampleAccounts, sampleHash, type TaskForce } from './task-force.ts';
import { ecosystemTasks, secondPlanTasks } from './text-ecosystem.ts';
import { industryTasks } from './text-industry.ts';
import { publicTasks } from './text-public.ts';
import { writePart, type Part } from './text.ts';

export interface SampleDataDependencies {
  readonly services: Services;
  readonly stores: Pick<Stores, 'membership'>;
  readonly loads: SampleLoadStore;
  readonly transact: Transact;
  readonly clock: Clock;
  /** Where the accounts are listed. */
  readonly dataDir: string;
  /** Told what is about to be loaded. */
  readonly onStep: (step: string) => void;
}

const tasksOf: Readonly<Record<StrategyKey, readonly SampleTask[]>> = {
  public: publicTasks,
  industry: industryTasks,
  ecosystem: ecosystemTasks,
};

/**
 * Loads the sample task force into a database without members and plans; leaves any other as it is. Returns the
 * accounts that it brought now or at an earlier start. Everything goes through the services on behalf of who may do it,
 * so that rights, events and hashes are those of real work.
 *
 * Called before the server listens and after `discardUnfinished` (`store.ts`), which undoes what an interrupted loading
 * has left; so it is either all there or not at all.
 */
export async function loadSampleData(
  dependencies: SampleDataDependencies,
): Promise<readonly SampleAccount[]> {
  const { services, loads, clock, dataDir, onStep } = dependencies;
  if ((await loads.state()) === 'COMPLETE') return readSampleAccounts(dataDir);
  onStep('members');
  const taskForce = await begin(dependencies);
  if (taskForce === null) return [];
  const tasks = await makePlans(services, taskForce, onStep);

  const { memberId } = taskForce.viewer(formerMember);
  await services.membership.deactivateMember(taskForce.viewer('administrator'), memberId);

  await proceed(createProceedings(services, taskForce), tasks, onStep);
  onStep('accounts');
  const accounts = sampleAccounts();
  await writeSampleAccounts(dataDir, accounts);
  await loads.complete(clock);
  return accounts;
}

/** Makes the members, and the record of the loading with them; null when somebody is here already. */
async function begin(dependencies: SampleDataDependencies): Promise<TaskForce | null> {
  const { services, stores, loads, transact, clock } = dependencies;
  const plans = await services.plans.page(null, { first: 1, after: null });
  if (plans.edges.length > 0) return null;
  if (await transact((tx) => stores.membership.hasMembers(tx.session))) return null;
  const passwordHash = await sampleHash();
  return transact(async (tx) => {
    await loads.begin(clock, tx.session);
    return makeTaskForce(tx, services.membership, { passwordHash, clock });
  });
}

type Tasks = ReadonlyMap<string, MadeTask>;

async function makePlans(
  services: Services,
  taskForce: TaskForce,
  onStep: (step: string) => void,
): Promise<Tasks> {
  const { plans } = services;
  const secretariat = taskForce.viewer('secretariat');
  const tasks = new Map<string, MadeTask>();
  const texts: (() => Promise<void>)[] = [];

  async function makeBranch(
    planId: string,
    titles: { readonly title: string; readonly englishTitle: string },
    branch: readonly SampleTask[],
  ): Promise<void> {
    const { id: strategyId } = await plans.createStrategy(secretariat, planId, titles);
    for (const task of branch) {
      onStep(`key task ${task.key}`);
      const { writeText, ...made } = await makeTask(services, taskForce, { planId, strategyId, task });
      tasks.set(task.key, made);
      texts.push(writeText);
    }
  }

  const second = await plans.create(secretariat, secondPlan);
  await makeBranch(second.id, secondPlanStrategy, secondPlanTasks);
  const third = await plans.create(secretariat, { ...thirdPlan, predecessorId: second.id });
  for (const [key, titles] of Object.entries(strategies)) {
    await makeBranch(third.id, titles, tasksOf[key as StrategyKey]);
  }
  onStep('texts');
  // All at the same time, so that they are committed together: each commit waits for what is typed next.
  const written = await Promise.allSettled(texts.map((write) => write()));
  const failed = written.find((one) => one.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return tasks;
}

async function makeTask(
  services: Services,
  taskForce: TaskForce,
  place: { readonly planId: string; readonly strategyId: string; readonly task: SampleTask },
): Promise<MadeTask & { readonly writeText: () => Promise<void> }> {
  const { planId, strategyId, task } = place;
  const { owner, title, englishTitle, parts, revision } = task;
  const { id, draftId } = await services.keyTasks.create(taskForce.leadOf(owner), {
    planId,
    strategyId,
    subcommitteeId: taskForce.subcommitteeId(owner),
    title,
    englishTitle,
  });
  const write = (part: Part, prefix: string) =>
    services.drafts.edit(taskForce.viewer(part.by), draftId, (doc) => writePart(doc, part, prefix));
  return {
    id,
    owner,
    writeText: async () => {
      for (const [index, part] of parts.entries()) await write(part, `part${index + 1}`);
    },
    revise: async () => {
      if (revision !== undefined) await write(revision, 'revision');
    },
  };
}

/** Takes each task to where it stands. Those that aren't named here are being drafted. */
async function proceed(
  proceedings: ReturnType<typeof createProceedings>,
  tasks: Tasks,
  onStep: (step: string) => void,
): Promise<void> {
  const task = (key: string): MadeTask => {
    const made = tasks.get(key);
    if (made === undefined) throw new Error(`The sample data has no key task ${key}.`);
    return made;
  };
  onStep('decisions of the second plan');
  await proceedings.merge(task('second-guide'), task('second-adoption'));
  await proceedings.withdraw(task('second-fair'));
  await proceedings.confirm(task('second-adoption'));

  onStep('reviews');
  await proceedings.name(task('procurement'));
  await proceedings.approve(task('saas'));
  await proceedings.halfApprove(task('global'));
  await proceedings.askForChanges(
    task('certification'),
    '변경의 크기를 나누는 기준이 없고, 이미 인증을 받은 서비스를 어떻게 할지도 빠져 있습니다. 두 가지를 보완해 주세요.',
    true,
  );
  await proceedings.askForChanges(
    task('small-business'),
    '이용 지속률을 어떻게 재는지 적어 주시고, 제주가 어느 권역에 드는지 밝혀 주세요.',
    false,
  );

  onStep('decisions of the third plan');
  await proceedings.confirm(task('cloud-first'));
  await proceedings.returnByBallot(task('convergence'));
  await proceedings.tableOpenly(task('migration'));
}
