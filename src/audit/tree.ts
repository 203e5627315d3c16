import { roles, subcommitteeRoles } from '../auth/viewer.ts';
import type { Database } from '../database/store.ts';
import { freezeReasons, isLive } from '../domain/key-task/life-cycle.ts';
import { keyTaskStates, type KeyTaskState } from '../domain/key-task/types.ts';
import { sectors } from '../domain/membership/types.ts';
import { isCount, isMoment, listOf, rowsOf, textOf, type AuditReport, type Row } from './report.ts';

/** What other documents refer to: as much of each as that needs. Grows with their number, not with their texts. */
export interface Known {
  readonly members: Set<string>;
  readonly subcommittees: Set<string>;
  readonly plans: Set<string>;
  readonly strategies: Map<string, { readonly planId: string; readonly position: unknown }>;
  readonly keyTasks: Map<string, KnownTask>;
}

export interface KnownTask {
  readonly planId: string;
  readonly subcommitteeId: string;
  readonly draftId: string;
  readonly state: KeyTaskState;
  readonly amendment: boolean;
  readonly currentVersionId: string | null;
  readonly sealedVersionId: string | null;
}

/** Stands for the place of a strategy in tasks that have none. */
const noStrategy = 1_000_000;

const among = (values: readonly string[], value: unknown) => values.includes(textOf(value));
const idOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** Members, subcommittees, and plans with their trees. Returns what others refer to. */
export async function auditTree(database: Database, report: AuditReport): Promise<Known> {
  const known: Known = {
    members: new Set(),
    subcommittees: new Set(),
    plans: new Set(),
    strategies: new Map(),
    keyTasks: new Map(),
  };
  for await (const { row } of rowsOf(database, 'subcommittees')) {
    known.subcommittees.add(textOf(row['_id']));
    report.count('subcommittees');
  }
  for await (const { row } of rowsOf(database, 'members'))
    report.check(`members ${textOf(row['_id'])}`, () => auditMember(row, known, report));
  const plans: Row[] = [];
  for await (const { row } of rowsOf(database, 'plans')) {
    known.plans.add(textOf(row['_id']));
    plans.push(row);
  }
  for (const plan of plans)
    report.check(`plans ${textOf(plan['_id'])}`, () => auditPlan(plan, known, report));
  const places = new Map<string, unknown[]>();
  const place = (branch: string, position: unknown) =>
    places.set(branch, [...(places.get(branch) ?? []), position]);
  for await (const { row } of rowsOf(database, 'strategies')) {
    const where = `strategies ${textOf(row['_id'])}`;
    const planId = textOf(row['planId']);
    known.strategies.set(textOf(row['_id']), { planId, position: row['position'] });
    report.at(where)(!known.plans.has(planId), 'Its plan is missing.');
    place(`strategies of plan ${planId}`, row['position']);
    report.count('strategies');
  }
  const tasks: Row[] = [];
  for await (const { row } of rowsOf(database, 'keyTasks')) {
    tasks.push(row);
    known.keyTasks.set(textOf(row['_id']), {
      planId: textOf(row['planId']),
      subcommitteeId: textOf(row['subcommitteeId']),
      draftId: textOf(row['draftId']),
      state: row['state'] as KeyTaskState,
      amendment: row['amendment'] === true,
      currentVersionId: idOrNull(row['currentVersionId']),
      sealedVersionId: idOrNull(row['sealedVersionId']),
    });
  }
  for (const task of tasks) {
    report.check(`keyTasks ${textOf(task['_id'])}`, () => auditKeyTask(task, known, report));
    place(
      `keyTasks of plan ${textOf(task['planId'])}, strategy ${textOf(task['strategyId'])}`,
      task['position'],
    );
  }
  for (const [branch, positions] of places) {
    const distinct = new Set(
      positions.filter((position) => isCount(position) && position < positions.length),
    );
    report.at(branch)(distinct.size !== positions.length, 'Their positions are not 0, 1, 2 … without holes.');
  }
  return known;
}

function auditMember(row: Row, known: Known, report: AuditReport): void {
  const id = textOf(row['_id']);
  const when = report.at(`members ${id}`);
  known.members.add(id);
  report.count('members');
  const email = textOf(row['email']);
  when(email !== email.toLowerCase(), 'The address is not in lower case.');
  when(!among(sectors, row['sector']), 'There is no such sector.');
  when(
    listOf(row['roles']).some((role) => !among(roles, role)),
    'There is no such role.',
  );
  when(!Array.isArray(row['roles']) || !Array.isArray(row['seats']), 'Its roles or seats are no list.');
  for (const seat of listOf(row['seats']) as Row[]) {
    when(!among(subcommitteeRoles, seat['role']), 'There is no such role of a seat.');
    when(!known.subcommittees.has(textOf(seat['subcommitteeId'])), 'It has a seat where nothing is.');
  }
  when(!isMoment(row['createdAt']), 'It has no time of its making.');
}

function auditPlan(row: Row, known: Known, report: AuditReport): void {
  const when = report.at(`plans ${textOf(row['_id'])}`);
  report.count('plans');
  const { quorum, majority } = row['ballotRule'] as Row;
  const isPart = (part: unknown) => typeof part === 'number' && part >= 0 && part <= 1;
  when(!isPart(quorum) || !isPart(majority), 'Its rule for ballots is none.');
  const predecessor = row['predecessorId'] ?? null;
  when(predecessor !== null && !known.plans.has(textOf(predecessor)), 'The plan before it is missing.');
  when(!(Number(row['periodStart']) <= Number(row['periodEnd'])), 'It ends before it begins.');
}

function auditKeyTask(row: Row, known: Known, report: AuditReport): void {
  const id = textOf(row['_id']);
  const when = report.at(`keyTasks ${id}`);
  report.count('key tasks');
  const state = row['state'] as KeyTaskState;
  when(!among(keyTaskStates, state), 'There is no such state.');
  when(!known.plans.has(textOf(row['planId'])), 'Its plan is missing.');
  when(!known.subcommittees.has(textOf(row['subcommitteeId'])), 'Its subcommittee is missing.');
  when(!known.members.has(textOf(row['createdById'])), 'Who made it is missing.');
  const titledById = row['titledById'] ?? null;
  when(titledById !== null && !known.members.has(textOf(titledById)), 'Who gave it its title is missing.');
  const strategy = row['strategyId'] === null ? null : known.strategies.get(textOf(row['strategyId']));
  when(
    strategy === undefined || (strategy !== null && strategy.planId !== row['planId']),
    'Its strategy is missing, or of another plan.',
  );
  when(
    strategy !== undefined && row['strategyPosition'] !== (strategy?.position ?? noStrategy),
    "The place of its strategy isn't that of the strategy.",
  );
  const needsVersion = state === 'IN_REVIEW' || state === 'APPROVED' || state === 'TABLED';
  when(
    (row['currentVersionId'] !== null) !== needsVersion,
    'It has a version in question in a state that has none, or none where there must be one.',
  );
  const sealed = row['sealedVersionId'] !== null;
  when(
    state === 'CONFIRMED' && (!sealed || row['amendment'] === true),
    'It is confirmed without a sealed version.',
  );
  when(row['amendment'] === true && !sealed, 'It amends nothing.');
  when(
    isLive(state) && state !== 'CONFIRMED' && sealed && row['amendment'] !== true,
    'It amends, and does not say so.',
  );
  for (const [name, isNeeded] of [
    ['mergedIntoId', state === 'MERGED'],
    ['splitFromId', null],
  ] as const) {
    const other = row[name] ?? null;
    when(
      isNeeded !== null && (other !== null) !== isNeeded,
      'It is merged into nothing, or has not ended by it.',
    );
    when(
      other !== null && known.keyTasks.get(textOf(other))?.planId !== row['planId'],
      `${name} is no task of the plan.`,
    );
  }
  const [made, changed] = [row['createdAt'], row['updatedAt']];
  when(!isMoment(made) || !isMoment(changed) || made > changed, 'It was changed before it was made.');
  when(!isCount(row['revision']), 'It has no revision.');
}

/** What a draft must be like because of its task. */
export function auditDraftOfTask(draft: Row, known: Known, report: AuditReport): void {
  const id = textOf(draft['_id']);
  const when = report.at(`drafts ${id}`);
  const task = known.keyTasks.get(textOf(draft['keyTaskId']));
  if (task === undefined) {
    when(true, 'Its key task is missing.');
    return;
  }
  when(task.draftId !== id, 'Its key task has another draft.');
  when(task.planId !== draft['planId'], 'It is of another plan than its key task.');
  when(task.subcommitteeId !== draft['subcommitteeId'], 'It is of another subcommittee than its key task.');
  const reason = freezeReasons[task.state] ?? null;
  when((reason !== null) !== (draft['frozen'] === true), 'It can be edited and must not, or the other way.');
  when((draft['frozenReason'] ?? null) !== reason, 'It is frozen for another reason than its key task has.');
  when(!isCount(draft['epoch']), 'It has no epoch.');
  when(
    listOf(draft['recusedIds']).some((id) => !known.members.has(textOf(id))),
    'Somebody who may not read it is missing.',
  );
}
