import { canonicalForm, contentHash, readCanonicalForm } from '../content/canonical.ts';
import { textRoot } from '../content/text-tree.ts';
import type { Database } from '../database/store.ts';
import { isCount, isMoment, listOf, rowsOf, textOf, type AuditReport, type Row } from './report.ts';
import type { Known } from './tree.ts';

/** What is known of a version without its text. */
export interface KnownVersion {
  readonly planId: string;
  readonly keyTaskId: string;
  readonly draftId: string;
  readonly title: string;
  readonly contentHash: string;
  /** Root of the text's Merkle tree; null when the text can't be read. */
  readonly merkleRoot: string | null;
  readonly sequence: number;
  readonly logHash: string;
  readonly authorIds: readonly string[];
  readonly sealedAt: Date | null;
}

/** Versions with their texts, one at a time. Returns what others refer to. */
export async function auditVersions(
  database: Database,
  known: Known,
  report: AuditReport,
): Promise<ReadonlyMap<string, KnownVersion>> {
  const versions = new Map<string, KnownVersion>();
  let last = { keyTaskId: '', number: 0 };
  // The order of their index, backwards within a task.
  for await (const { row } of rowsOf(database, 'versions', { sort: { keyTaskId: 1, number: -1 } })) {
    const id = textOf(row['_id']);
    const when = report.at(`versions ${id}`);
    const keyTaskId = textOf(row['keyTaskId']);
    const number = Number(row['number']);
    const expected = keyTaskId === last.keyTaskId ? last.number - 1 : number;
    when(number !== expected, 'Its number is not the next one of its key task.');
    if (keyTaskId !== last.keyTaskId && last.number > 1)
      report.problem(`versions of keyTasks ${last.keyTaskId}`, `Versions before ${last.number} are missing.`);
    last = { keyTaskId, number };
    versions.set(id, auditVersion(row, known, report));
    report.count('versions');
  }
  if (last.number > 1)
    report.problem(`versions of keyTasks ${last.keyTaskId}`, `Versions before ${last.number} are missing.`);
  for (const [id, task] of known.keyTasks) {
    const when = report.at(`keyTasks ${id}`);
    for (const versionId of [task.currentVersionId, task.sealedVersionId])
      when(
        versionId !== null && versions.get(versionId)?.keyTaskId !== id,
        'A version that it names is missing, or of another key task.',
      );
    when(
      task.sealedVersionId !== null && versions.get(task.sealedVersionId)?.sealedAt === null,
      'The version that it holds is not sealed.',
    );
  }
  return versions;
}

function auditVersion(row: Row, known: Known, report: AuditReport): KnownVersion {
  const when = report.at(`versions ${textOf(row['_id'])}`);
  const task = known.keyTasks.get(textOf(row['keyTaskId']));
  when(task === undefined, 'Its key task is missing.');
  when(task !== undefined && task.planId !== row['planId'], 'It is of another plan than its key task.');
  when(task !== undefined && task.draftId !== row['draftId'], 'It is of another draft than its key task.');
  when(!known.members.has(textOf(row['createdById'])), 'Who cut it is missing.');
  const authorIds = listOf(row['authorIds']).map(textOf);
  when(!authorIds.every((author) => known.members.has(author)), 'An author is missing.');
  when((row['sealedAt'] ?? null) !== null && !isMoment(row['sealedAt']), 'It was sealed at no time.');
  when(!isMoment(row['createdAt']), 'It has no time of its making.');
  const form = textOf(row['canonicalForm']);
  when(contentHash(form) !== row['contentHash'], 'The content hash is not that of the text.');
  let merkleRoot: string | null = null;
  try {
    const text = readCanonicalForm(form);
    when(canonicalForm(text) !== form, 'The text is not in canonical form.');
    when(text.title !== textOf(row['title']).normalize('NFC'), 'The title is not that of the text.');
    merkleRoot = textRoot(text);
  } catch {
    when(true, 'The text is no canonical form.');
  }
  when(!isCount(row['sequence']), 'It has no place in the log.');
  return {
    planId: textOf(row['planId']),
    keyTaskId: textOf(row['keyTaskId']),
    draftId: textOf(row['draftId']),
    title: textOf(row['title']),
    contentHash: textOf(row['contentHash']),
    merkleRoot,
    sequence: Number(row['sequence']),
    logHash: textOf(row['logHash']),
    authorIds,
    sealedAt: isMoment(row['sealedAt']) ? row['sealedAt'] : null,
  };
}
