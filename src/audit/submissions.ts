import type { Database } from '../database/store.ts';
import { hashOf } from '../domain/decision/forms.ts';
import { resolutionForm } from '../domain/submission/forms.ts';
import { submissionStates, type PlanSubmissionRecord } from '../domain/submission/types.ts';
import { isMoment, listOf, rowsOf, textOf, type AuditReport, type Row } from './report.ts';
import type { Known } from './tree.ts';
import type { KnownVersion } from './versions.ts';

interface SubmissionContext {
  readonly known: Known;
  readonly versions: ReadonlyMap<string, KnownVersion>;
  readonly planVersions: ReadonlyMap<string, Row>;
  readonly report: AuditReport;
}

/** Plans before the Strategy Committee, and its resolutions. Returns the submissions by id, as the activity log names them. */
export async function auditSubmissions(
  database: Database,
  context: SubmissionContext,
): Promise<ReadonlyMap<string, Row>> {
  const { report } = context;
  const submissions = new Map<string, Row>();
  for await (const { row } of rowsOf(database, 'planSubmissions')) {
    const id = textOf(row['_id']);
    report.count('submissions');
    submissions.set(id, { planVersionHash: row['planVersionHash'], state: row['state'] });
    report.check(`planSubmissions ${id}`, () => auditSubmission(row, context));
  }
  return submissions;
}

function auditSubmission(row: Row, { known, versions, planVersions, report }: SubmissionContext): void {
  const when = report.at(`planSubmissions ${textOf(row['_id'])}`);
  const planVersion = planVersions.get(textOf(row['planVersionId']));
  when(
    planVersion === undefined ||
      planVersion['planId'] !== row['planId'] ||
      planVersion['number'] !== row['planVersionNumber'] ||
      planVersion['hash'] !== row['planVersionHash'],
    'Its plan version is missing, or another one.',
  );
  when(!known.members.has(textOf(row['submittedById'])), 'Who submitted it is missing.');
  const { state } = row as { readonly state?: PlanSubmissionRecord['state'] };
  when(state === undefined || !submissionStates.includes(state), 'There is no such state.');
  const ended = state !== 'SUBMITTED';
  const decidedById = row['decidedById'] ?? null;
  when(
    ended !== (decidedById !== null) || ended !== isMoment(row['decidedAt']),
    'It was ended by nobody or at no time, or is open and was.',
  );
  when(decidedById !== null && !known.members.has(textOf(decidedById)), 'Who ended it is missing.');
  const returned = listOf(row['returned']) as Row[];
  when(
    (state === 'RETURNED') !== returned.length > 0,
    'Tasks were returned, and it was not, or the other way.',
  );
  for (const task of returned)
    when(
      versions.get(textOf(task['versionId']))?.keyTaskId !== task['keyTaskId'],
      'A version that was returned is missing, or of another key task.',
    );
  when(hashOfResolution(row) !== (row['hash'] ?? null), 'The hash is not that of the resolution.');
}

/** The hash that the resolution must have; null for none, as there is no resolution or it can't be read. */
function hashOfResolution(row: Row): string | null {
  if (row['state'] !== 'ADOPTED' && row['state'] !== 'RETURNED') return null;
  if (!isMoment(row['submittedAt']) || !isMoment(row['decidedAt'])) return null;
  const resolution = { ...row, id: row['_id'] } as unknown as PlanSubmissionRecord & { decidedAt: Date };
  return hashOf(resolutionForm(resolution));
}
