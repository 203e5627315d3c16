import { createHash } from 'node:crypto';
import { decodeUpdate } from '../collaboration/decoded-update.ts';
import type { Database } from '../database/store.ts';
import { decodeChunk } from '../domain/draft/archive-codec.ts';
import { genesisHash, hashUpdate, sha256 } from '../domain/draft/update-hash.ts';
import type { LogEntry } from '../domain/draft/update-log-store.ts';
import { isCount, isMoment, listOf, rowsOf, textOf, type AuditReport, type Row } from './report.ts';
import { auditDraftOfTask, type Known } from './tree.ts';
import type { KnownVersion } from './versions.ts';

/** What must be so at one place of a log. */
interface Mark {
  readonly where: string;
  readonly sequence: number;
  readonly hash: string;
  /** Everybody who has written up to there; absent where nobody says so. */
  readonly authorIds?: readonly string[];
}

/**
 * Every draft with its update log from the first entry on, in the archive and behind it, and what rests on the log:
 * owners of client ids, snapshots, records of attribution, the places of versions.
 */
export async function auditDrafts(
  database: Database,
  context: {
    readonly known: Known;
    readonly versions: ReadonlyMap<string, KnownVersion>;
    readonly report: AuditReport;
  },
): Promise<ReadonlyMap<string, number>> {
  const { known, versions, report } = context;
  const heads = new Map<string, number>();
  const marks = new Map<string, Mark[]>();
  for (const [id, { draftId, sequence, logHash, authorIds }] of versions) {
    const mark = { where: `versions ${id}`, sequence, hash: logHash, authorIds };
    marks.set(draftId, [...(marks.get(draftId) ?? []), mark]);
  }
  for await (const { row, rawId } of rowsOf(database, 'drafts')) {
    const id = textOf(row['_id']);
    auditDraftOfTask(row, known, report);
    heads.set(id, Number(row['headSequence']));
    report.count('drafts');
    const all = [...(marks.get(id) ?? []), ...(await auditSnapshots(database, { id, rawId }, report))];
    all.push(...(await auditAttributions(database, { id, rawId }, report)));
    await auditLog(database, { draft: row, rawId, marks: all, known, report });
  }
  for (const { draftId } of known.keyTasks.values())
    report.at(`drafts ${draftId}`)(!heads.has(draftId), 'The draft of a key task is missing.');
  for (const collection of [
    'draftUpdates',
    'draftLogChunks',
    'draftClients',
    'draftPastSnapshots',
    'draftAttributions',
  ])
    await auditStrays(database, collection, { heads, report });
  return heads;
}

/** What belongs to no draft. */
async function auditStrays(
  database: Database,
  collection: string,
  { heads, report }: { readonly heads: ReadonlyMap<string, number>; readonly report: AuditReport },
): Promise<void> {
  const ids = await database.connection
    .collection(collection)
    .aggregate<{ _id: unknown }>([{ $group: { _id: '$draftId' } }])
    .toArray();
  for (const { _id } of ids) {
    const id = String(_id);
    report.at(`${collection} of drafts ${id}`)(!heads.has(id), 'There is no such draft.');
  }
}

interface DraftName {
  readonly id: string;
  readonly rawId: unknown;
}

async function auditSnapshots(
  database: Database,
  { id, rawId }: DraftName,
  report: AuditReport,
): Promise<Mark[]> {
  const marks: Mark[] = [];
  const manifests: { where: string; manifest: Row; rawSnapshotId: unknown }[] = [];
  const fold = await database.connection.collection<Row>('draftFolds').findOne({ _id: rawId } as never);
  report.at(`draftFolds ${id}`)(fold === null, 'It is missing.');
  report.at(`draftFolds ${id}`)(
    fold !== null && !isCount(fold['feedSequence']),
    'It has no place in the feed.',
  );
  const newest = (fold?.['snapshot'] ?? null) as Row | null;
  if (newest !== null)
    manifests.push({ where: `draftFolds ${id}`, manifest: newest, rawSnapshotId: newest['snapshotId'] });
  const past = database.connection.collection<Row>('draftPastSnapshots').find({ draftId: rawId } as never);
  for await (const row of past)
    manifests.push({
      where: `draftPastSnapshots ${String(row['_id'])}`,
      manifest: row,
      rawSnapshotId: row['snapshotId'],
    });
  for (const { where, manifest, rawSnapshotId } of manifests) {
    const hash = createHash('sha256');
    let chunks = 0;
    const rows = rowsOf(database, 'draftSnapshotChunks', {
      filter: { snapshotId: rawSnapshotId },
      sort: { index: 1 },
    });
    let inOrder = true;
    for await (const { row } of rows) {
      inOrder &&= row['index'] === chunks;
      if (row['bytes'] instanceof Uint8Array) hash.update(row['bytes']);
      chunks += 1;
    }
    const isWhole = inOrder && chunks === manifest['chunks'] && hash.digest('hex') === manifest['sha256'];
    report.at(where)(!isWhole, 'The snapshot is missing, or not what its SHA-256 says.');
    report.count('snapshots');
    marks.push({ where, sequence: Number(manifest['sequence']), hash: textOf(manifest['hash']) });
  }
  return marks;
}

async function auditAttributions(
  database: Database,
  { rawId }: DraftName,
  report: AuditReport,
): Promise<Mark[]> {
  const marks: Mark[] = [];
  let last = 0;
  const rows = rowsOf(database, 'draftAttributions', { filter: { draftId: rawId }, sort: { after: 1 } });
  for await (const { row } of rows) {
    const where = `draftAttributions ${textOf(row['_id'])}`;
    const when = report.at(where);
    when(row['after'] !== last, 'It does not begin where the one before ends.');
    const bytes = row['bytes'];
    when(
      !(bytes instanceof Uint8Array) || sha256(bytes) !== row['sha256'],
      'It is not what its SHA-256 says.',
    );
    last = Number(row['sequence']);
    marks.push({ where, sequence: last, hash: textOf(row['hash']) });
    report.count('attribution records');
  }
  return marks;
}

const sameMoment = (value: unknown, moment: Date | null): boolean =>
  isMoment(value) ? value.getTime() === moment?.getTime() : (value ?? null) === moment;

/** Entries of a log in their order: those in the archive, then the others. */
async function* entriesOf(
  database: Database,
  { id, rawId }: DraftName,
  report: AuditReport,
): AsyncGenerator<LogEntry, void, undefined> {
  let last = { sequence: 0, hash: genesisHash };
  const chunks = rowsOf(database, 'draftLogChunks', { filter: { draftId: rawId }, sort: { first: 1 } });
  for await (const { row } of chunks) {
    const when = report.at(`draftLogChunks ${textOf(row['_id'])}`);
    report.count('archived chunks');
    const bytes = row['bytes'];
    if (!(bytes instanceof Uint8Array) || sha256(bytes) !== row['sha256']) {
      when(true, 'It is not what its SHA-256 says.');
      continue;
    }
    when(
      row['first'] !== last.sequence + 1 || row['previousHash'] !== last.hash,
      'It does not follow the one before.',
    );
    try {
      const entries = await decodeChunk(bytes, { draftId: id, before: last });
      yield* entries;
      const ends = [row['firstAt'] ?? null, row['lastAt'] ?? null];
      // Chunks of earlier releases don't say when.
      const differs = (end: unknown, entry: LogEntry | undefined) =>
        end !== null && !sameMoment(end, entry?.at ?? null);
      when(
        differs(ends[0], entries[0]) || differs(ends[1], entries.at(-1)),
        'Its entries are of another time.',
      );
      last = entries.at(-1) ?? last;
    } catch {
      when(true, 'Its entries can not be read.');
    }
    when(row['last'] !== last.sequence || row['hash'] !== last.hash, 'It does not end where it says.');
  }
  const updates = rowsOf(database, 'draftUpdates', { filter: { draftId: rawId }, sort: { sequence: 1 } });
  for await (const { row } of updates) yield row as unknown as LogEntry;
}

async function auditLog(
  database: Database,
  context: {
    readonly draft: Row;
    readonly rawId: unknown;
    readonly marks: readonly Mark[];
    readonly known: Known;
    readonly report: AuditReport;
  },
): Promise<void> {
  const { draft, rawId, known, report } = context;
  const id = textOf(draft['_id']);
  const owners = new Map<number, string>();
  for await (const { row } of rowsOf(database, 'draftClients', { filter: { draftId: rawId } })) {
    const owner = textOf(row['memberId']);
    owners.set(Number(row['clientId']), owner);
    report.at(`draftClients ${textOf(row['_id'])}`)(!known.members.has(owner), 'Its owner is missing.');
    report.count('client ids');
  }
  const open = new Map<number, Mark[]>();
  for (const mark of context.marks) open.set(mark.sequence, [...(open.get(mark.sequence) ?? []), mark]);
  const authors = new Set<string>();
  let last = { sequence: 0, hash: genesisHash };
  let at: Date | null = null;
  const reach = () => {
    for (const { where, hash, authorIds } of open.get(last.sequence) ?? []) {
      const when = report.at(where);
      when(hash !== last.hash, `The log's entry ${last.sequence} has another hash.`);
      const same = authorIds?.length === authors.size && authorIds.every((author) => authors.has(author));
      when(authorIds !== undefined && !same, 'Its authors are not those of the log up to there.');
    }
    open.delete(last.sequence);
  };
  reach();
  for await (const entry of entriesOf(database, { id, rawId }, report)) {
    const when = report.at(`draftUpdates of drafts ${id}, entry ${entry.sequence}`);
    report.count('log entries');
    when(entry.sequence !== last.sequence + 1, `It follows entry ${last.sequence}.`);
    when(entry.previousHash !== last.hash, 'It does not name the hash of the entry before.');
    report.check(`draftUpdates of drafts ${id}, entry ${entry.sequence}`, () =>
      auditEntry(entry, { owners, known, when }),
    );
    authors.add(entry.memberId);
    last = { sequence: entry.sequence, hash: entry.hash };
    at = entry.at;
    reach();
  }
  const when = report.at(`drafts ${id}`);
  when(
    draft['headSequence'] !== last.sequence || draft['headHash'] !== last.hash,
    `Its head is not the last entry of its log, ${last.sequence}.`,
  );
  const named = listOf(draft['authorIds']).map(textOf);
  when(
    named.length !== authors.size || named.some((author) => !authors.has(author)),
    'Its authors are not those of its log.',
  );
  const updatedAt = draft['updatedAt'] ?? null;
  when(!sameMoment(updatedAt, at), 'It was not changed when its log says.');
  for (const [sequence, left] of open)
    for (const { where } of left) report.problem(where, `The log has no entry ${sequence}.`);
}

function auditEntry(
  entry: LogEntry,
  context: {
    readonly owners: ReadonlyMap<number, string>;
    readonly known: Known;
    readonly when: (bad: boolean, message: string) => void;
  },
): void {
  const { owners, known, when } = context;
  if (!(entry.update instanceof Uint8Array) || !isMoment(entry.at)) {
    when(true, 'It is no entry.');
    return;
  }
  when(hashUpdate(entry) !== entry.hash, 'It is not what its hash says.');
  when(!known.members.has(entry.memberId), 'Who wrote it is missing.');
  when(
    entry.clientIds.some((client) => owners.get(client) !== entry.memberId),
    'It was written under the client id of another member, or of nobody.',
  );
  try {
    const { structs } = decodeUpdate(entry.update);
    const clients = [...new Set(structs.map((struct) => struct.id.client))].sort((one, other) => one - other);
    when(clients.join() !== entry.clientIds.join(), 'Its client ids are not those of its operations.');
  } catch {
    when(true, 'Its update can not be read.');
  }
}
