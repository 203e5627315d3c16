import { eventKinds, type EventKind } from '../activity/event.ts';
import type { Database } from '../database/store.ts';
import type { DecisionRecord } from '../domain/decision/types.ts';
import { isMoment, rowsOf, textOf, type AuditReport, type Row } from './report.ts';
import type { Known } from './tree.ts';
import type { KnownVersion } from './versions.ts';

interface ActivityContext {
  readonly known: Known;
  readonly versions: ReadonlyMap<string, KnownVersion>;
  readonly ballots: ReadonlyMap<string, Row>;
  readonly decisions: ReadonlyMap<string, DecisionRecord>;
  readonly planVersions: ReadonlyMap<string, Row>;
  readonly submissions: ReadonlyMap<string, Row>;
  /** Heads of the drafts' logs. */
  readonly heads: ReadonlyMap<string, number>;
  readonly report: AuditReport;
}

/** The activity log: its sequence without holes, and what its entries say of what is stored. */
export async function auditActivity(database: Database, context: ActivityContext): Promise<void> {
  const { known, report } = context;
  let last = 0;
  const states = new Map<string, unknown>();
  const submissionStates = new Map<string, unknown>();
  for await (const { row } of rowsOf(database, 'activityEvents')) {
    const sequence = Number(row['_id']);
    const when = report.at(`activityEvents ${sequence}`);
    report.count('activity entries');
    when(sequence !== last + 1, `It follows entry ${last}.`);
    last = sequence;
    auditEntry(row, context, when);
    if (row['kind'] === 'KEY_TASK_STATE_CHANGED') {
      // Where it says nothing that is told already.
      const { keyTaskId, from, to } = (row['payload'] ?? {}) as Row;
      const before = states.get(textOf(keyTaskId)) ?? null;
      when(before !== from, 'It begins in another state than the one before left its key task in.');
      states.set(textOf(keyTaskId), to);
    }
    if (row['kind'] === 'PLAN_SUBMISSION_CHANGED') {
      const { submissionId, state } = (row['payload'] ?? {}) as Row;
      submissionStates.set(textOf(submissionId), state);
    }
  }
  const counter = await database.connection
    .collection<{ _id: string; value: number }>('activityCounters')
    .findOne({ _id: 'activity' });
  report.at('activityCounters activity')(
    (counter?.value ?? 0) !== last,
    `It says ${counter?.value ?? 'nothing'}, and the last entry is ${last}.`,
  );
  for (const [id, { state }] of known.keyTasks)
    report.at(`keyTasks ${id}`)(
      states.has(id) && states.get(id) !== state,
      'It is in another state than the activity log left it in.',
    );
  for (const [id, { state }] of context.submissions)
    report.at(`planSubmissions ${id}`)(
      submissionStates.get(id) !== state,
      'It is in another state than the activity log left it in.',
    );
}

/** Kinds of entries that name a ballot. */
const ofBallots: readonly EventKind[] = [
  'BALLOT_OPENED',
  'POSITION_CAST',
  'DISCUSSION_OVERRULED',
  'ROSTER_CHANGED',
];

function auditEntry(row: Row, context: ActivityContext, when: (bad: boolean, message: string) => void): void {
  const { known, versions, ballots, decisions, planVersions, submissions, heads } = context;
  const kind = row['kind'] as EventKind;
  when(!eventKinds.includes(kind), 'There is no such kind.');
  when(!isMoment(row['at']), 'It has no time.');
  const refers = (name: string, to: { has(id: string): boolean }) =>
    when((row[name] ?? null) !== null && !to.has(textOf(row[name])), `${name} names nothing.`);
  refers('actorId', known.members);
  refers('planId', known.plans);
  refers('subcommitteeId', known.subcommittees);
  refers('keyTaskId', known.keyTasks);
  const task = known.keyTasks.get(textOf(row['keyTaskId']));
  when(task !== undefined && task.planId !== row['planId'], 'It is of another plan than its key task.');
  if (typeof row['payload'] !== 'object' || row['payload'] === null) {
    when(true, 'It says nothing.');
    return;
  }
  const payload = row['payload'] as Row;
  const differs = (found: object | undefined, names: readonly string[]) =>
    when(
      found === undefined || names.some((name) => (found as Row)[name] !== payload[name]),
      'It says something else than what it is about.',
    );
  if (kind === 'VERSION_NAMED') differs(versions.get(textOf(payload['versionId'])), ['contentHash']);
  if (ofBallots.includes(kind))
    differs(ballots.get(textOf(payload['ballotId'])), kind === 'BALLOT_OPENED' ? ['contentHash'] : []);
  if (kind === 'DECISION_MADE')
    differs(decisions.get(textOf(payload['decisionId'])), ['outcome', 'contentHash']);
  if (kind === 'PLAN_VERSION_PUBLISHED')
    differs(planVersions.get(textOf(payload['planVersionId'])), ['number', 'hash']);
  if (kind === 'PLAN_SUBMISSION_CHANGED')
    differs(submissions.get(textOf(payload['submissionId'])), ['planVersionHash']);
  if (kind === 'KEY_TASK_STATE_CHANGED' || kind === 'KEY_TASK_CHANGED')
    when(payload['keyTaskId'] !== row['keyTaskId'], 'It is about another key task.');
  if (kind === 'DRAFT_CHANGED') {
    const { fromSequence, toSequence } = payload;
    const head = heads.get(textOf(payload['draftId']));
    when(
      head === undefined || !(Number(fromSequence) <= Number(toSequence)) || Number(toSequence) > head,
      'It tells of entries that the log has not.',
    );
  }
}
