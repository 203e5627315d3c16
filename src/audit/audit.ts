import type { Database } from '../database/store.ts';
import type { Stores } from '../stores.ts';
import { auditActivity } from './activity.ts';
import { auditBallots, auditPlanVersions, auditReviews } from './decisions.ts';
import { auditDrafts } from './logs.ts';
import { AuditReport, type AuditProblem } from './report.ts';
import { auditSubmissions } from './submissions.ts';
import { auditTree } from './tree.ts';
import { auditVersions } from './versions.ts';

/** Collections that an audit looks at (SPEC.md, AU-2). */
export const auditedCollections: readonly string[] = [
  ...['members', 'subcommittees', 'plans', 'strategies', 'keyTasks'],
  ...['drafts', 'draftUpdates', 'draftLogChunks', 'draftClients'],
  ...['draftFolds', 'draftPastSnapshots', 'draftSnapshotChunks', 'draftAttributions'],
  ...['versions', 'reviews', 'ballots', 'decisions', 'planVersions', 'planSubmissions'],
  ...['activityEvents', 'activityCounters'],
];

/**
 * Checks everything that hashes, sequences and references say of a database (SPEC.md, AU). Reads only, a few documents
 * at a time. Nobody may write meanwhile: what changes between two reads would look like a contradiction. `onProblem` is
 * told each problem when it is found; the counts say what was checked.
 */
export async function auditDatabase(
  database: Database,
  stores: Pick<Stores, 'decisions'>,
  onProblem: (problem: AuditProblem) => void,
): Promise<{
  readonly counts: ReadonlyMap<string, number>;
  readonly problems: number;
  readonly passedOver: string[];
}> {
  const report = new AuditReport(onProblem);
  const known = await auditTree(database, report);
  const versions = await auditVersions(database, known, report);
  const heads = await auditDrafts(database, { known, versions, report });
  const context = { stores, known, versions, report };
  await auditReviews(database, context);
  const { ballots, decisions } = await auditBallots(database, context);
  const planVersions = await auditPlanVersions(database, { ...context, decisions });
  const submissions = await auditSubmissions(database, { known, versions, planVersions, report });
  const told = { ballots, decisions, planVersions, submissions };
  await auditActivity(database, { ...told, known, versions, heads, report });
  const collections = await database.connection.listCollections();
  return {
    counts: report.counts,
    problems: report.problems,
    passedOver: collections
      .map(({ name }) => name)
      .filter((name) => !auditedCollections.includes(name))
      .sort(),
  };
}
