import type { ActivityCount } from '../../activity/store.ts';

/** Titles of what counts are about, by id. */
export interface DigestTitles {
  readonly plans: ReadonlyMap<string, string>;
  readonly keyTasks: ReadonlyMap<string, string>;
}

/** What entries of a kind are called, one and several. Kinds that aren't named here are spelt out. */
const words: Readonly<Record<string, readonly [string, string]>> = {
  PLAN_CHANGED: ['change of the plan', 'changes of the plan'],
  STRATEGY_CHANGED: ['change of the strategies', 'changes of the strategies'],
  KEY_TASK_CHANGED: ['change of the task', 'changes of the task'],
  KEY_TASK_STATE_CHANGED: ['step', 'steps'],
  DRAFT_CHANGED: ['change of the draft', 'changes of the draft'],
  DRAFT_REWRITTEN: ['rewriting of the draft', 'rewritings of the draft'],
  VERSION_NAMED: ['version named', 'versions named'],
  REVIEW_CHANGED: ['change of reviews', 'changes of reviews'],
  BALLOT_OPENED: ['ballot opened', 'ballots opened'],
  POSITION_CAST: ['position cast', 'positions cast'],
  DISCUSSION_OVERRULED: ['discussion overruled', 'discussions overruled'],
  ROSTER_CHANGED: ['change of the roster', 'changes of the roster'],
  RECUSAL_LIFTED: ['recusal lifted', 'recusals lifted'],
  DECISION_MADE: ['decision', 'decisions'],
  PLAN_VERSION_PUBLISHED: ['plan version published', 'plan versions published'],
  PLAN_SUBMISSION_CHANGED: ['step before the Strategy Committee', 'steps before the Strategy Committee'],
  MEMBERSHIP_CHANGED: ['change of members and subcommittees', 'changes of members and subcommittees'],
};

function phrase({ kind, count }: ActivityCount): string {
  const spelt = kind.toLowerCase().replaceAll('_', ' ');
  const [one, several] = words[kind] ?? [spelt, spelt];
  return `${count} ${count === 1 ? one : several}`;
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string | null): Map<string | null, T[]> {
  const groups = new Map<string | null, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

/** What belongs to no task, or plan, comes first. */
function generalFirst<T>(groups: Map<string | null, T[]>): [string | null, T[]][] {
  return [...groups].sort(([a], [b]) => Number(a !== null) - Number(b !== null));
}

/** Lines of plain text: each plan, below it each of its tasks, with what others did and how often. */
export function digestText(counts: readonly ActivityCount[], titles: DigestTitles): string {
  const lines: string[] = [];
  for (const [planId, ofPlan] of generalFirst(groupBy(counts, (count) => count.planId))) {
    lines.push(planId === null ? 'The task force' : (titles.plans.get(planId) ?? 'A plan'));
    for (const [keyTaskId, ofTask] of generalFirst(groupBy(ofPlan, (count) => count.keyTaskId))) {
      const phrases = ofTask.map(phrase).sort().join(', ');
      const title = keyTaskId === null ? null : (titles.keyTasks.get(keyTaskId) ?? 'A key task');
      lines.push(title === null ? `  ${phrases}` : `  ${title}: ${phrases}`);
    }
    lines.push('');
  }
  return lines.map((line) => `${line}\n`).join('');
}
