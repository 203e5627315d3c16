import { afterAll, beforeAll, expect, it } from 'vitest';
import { auditDatabase } from '../../src/audit/audit.ts';
import type { AuditProblem } from '../../src/audit/report.ts';
import { openDecisionPath, type DecisionPath } from '../support/decision-path.ts';

type Document = Record<string, unknown>;

/** A task in the plan, one whose ballot is open, one whose ballot ended without a decision; a plan returned, one adopted. */
let path: DecisionPath;
beforeAll(async () => {
  path = await openDecisionPath();
  const { as, services, decisions } = path;
  const first = await path.station.drafted('하나', '하나의 글');
  const { planVersion } = await path.confirm(first);
  const planVersionHash = planVersion?.hash ?? '';
  const submit = () => services.submissions.submitPlan(as.chair, { planId: path.plan.id, planVersionHash });
  const submission = await submit();
  await services.submissions.returnPlan(as.committee, {
    ...{ submissionId: submission.id, planVersionHash, reason: '사유' },
    keyTasks: [{ keyTaskId: first.id, reason: '사유' }],
  });
  await services.submissions.adoptPlan(as.committee, { submissionId: (await submit()).id, planVersionHash });
  const open = await path.station.tabled('둘', '둘의 글');
  await path.cast(open.ballot, 'lead', { discuss: '수치' });
  const ended = await path.station.tabled('셋', '셋의 글');
  await path.cast(ended.ballot, 'lead', 'APPROVE');
  await decisions.returnKeyTask(as.chair, { keyTaskId: ended.keyTask.id, reason: '사유' });
});
afterAll(() => path.drop());

const collection = (name: string) => path.database.connection.collection<Document>(name);

async function audit(): Promise<AuditProblem[]> {
  const problems: AuditProblem[] = [];
  await auditDatabase(path.database, path.stores, (problem) => problems.push(problem));
  return problems;
}

/** What the audit says while the document is another one. */
async function auditOf(name: string, before: Document, after: Document | null): Promise<AuditProblem[]> {
  const _id = before['_id'] as never;
  await collection(name).deleteOne({ _id });
  if (after !== null) await collection(name).insertOne(after);
  try {
    return await audit();
  } finally {
    await collection(name).deleteOne({ _id });
    await collection(name).insertOne(before);
  }
}

/** One document that is as `filter` says, and a member of it, which has to be something else than null or `[null]`. */
const places: readonly (readonly [collection: string, filter: Document, field: string])[] = [
  ...['seats', 'roles'].map((field) => ['members', { roles: 'CHAIR' }, field] as const),
  ['plans', {}, 'ballotRule'],
  ...['clientIds', 'previousHash', 'update'].map((field) => ['draftUpdates', {}, field] as const),
  ...['rule', 'closedAt', 'positions', 'secretVotes'].map(
    (field) => ['ballots', { open: false }, field] as const,
  ),
  ...['planId', 'decidedAt', 'tally'].map((field) => ['decisions', {}, field] as const),
  ...['entries', 'createdAt', 'canonicalForm'].map((field) => ['planVersions', {}, field] as const),
  ...['returned', 'decidedAt'].map((field) => ['planSubmissions', { state: 'RETURNED' }, field] as const),
  ['activityEvents', { kind: 'KEY_TASK_STATE_CHANGED' }, 'payload'],
];

it.each(places)(
  'AU-1: in %s %o another kind of %s is a problem, and no end of the audit',
  async (name, filter, field) => {
    const document = await collection(name).findOne(filter as never);
    if (document === null) throw new Error(`There is no such document in ${name}.`);
    for (const value of [null, [null], 'x']) {
      const problems = await auditOf(name, document, { ...document, [field]: value });
      expect(problems.length, JSON.stringify(value)).toBeGreaterThan(0);
    }
    expect(await audit()).toEqual([]);
  },
);

it('AU-3: a ballot without a decision that is gone is missed by the activity log', async () => {
  const ballots = await collection('ballots').find({ open: false }).toArray();
  for (const ballot of ballots)
    expect((await auditOf('ballots', ballot, null)).length, String(ballot._id)).toBeGreaterThan(0);
});

it('AU-3: an adoption that is made a withdrawal is found, though no hash covers a withdrawal', async () => {
  const adopted = await collection('planSubmissions').findOne({ state: 'ADOPTED' });
  if (adopted === null) throw new Error('Nothing was adopted.');
  const problems = await auditOf('planSubmissions', adopted, { ...adopted, state: 'WITHDRAWN', hash: null });
  expect(problems.length).toBeGreaterThan(0);
});
