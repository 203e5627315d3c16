import { expect } from 'vitest';
import * as Y from 'yjs';
import { genesisHash } from '../../src/domain/draft/update-hash.ts';
import type { NewUpdate } from '../../src/domain/draft/update-log-store.ts';
import type { DecisionPath } from './decision-path.ts';
import { docOf, typedUpdates } from './random-history.ts';

const start = { sequence: 0, hash: genesisHash };

/** A draft as the test made it. */
export interface Written {
  readonly draftId: string;
  readonly updates: readonly NewUpdate[];
}

export interface History {
  readonly length: number;
  /** Where a snapshot stands. */
  readonly snapshotAt?: number;
  /** Up to where the entries are in the archive. */
  readonly archivedTo?: number;
  /** Whether there is one more entry, with a field and with a block that the published content schema doesn't have. */
  readonly unfit?: boolean;
}

/** Writes a draft's log, a snapshot and an archive into the database: nobody typed it in an editor. */
export async function writtenDraft(
  path: DecisionPath,
  { length, snapshotAt = 0, archivedTo = 0, unfit = false }: History,
): Promise<Written> {
  const { draftUpdates, draftFolds } = path.stores;
  const { draftId } = await path.create('과제');
  const updates = typedUpdates(length, [path.as.writer, path.as.lead]);
  if (unfit) updates.push(unfitUpdate(path));
  if (updates.length > 0) {
    const appended = await draftUpdates.append(draftId, { head: start, epoch: 0 }, updates);
    expect(appended.outcome).toBe('STORED');
  }
  const entries = await path.draftReader.readTail(draftId, { from: start, upTo: updates.length });
  const last = entries[snapshotAt - 1];
  if (last !== undefined) {
    const state = Y.encodeStateAsUpdate(docOf(updates.slice(0, snapshotAt)));
    const { sequence, hash } = last;
    expect(await draftFolds.writeSnapshot(draftId, { sequence, hash, state })).toBe(true);
  }
  if (archivedTo > 0) expect(await draftUpdates.moveToArchive(entries.slice(0, archivedTo))).toBe(true);
  return { draftId, updates };
}

function unfitUpdate({ as }: DecisionPath): NewUpdate {
  const doc = new Y.Doc();
  doc.clientID = 99;
  doc.getXmlFragment('content').insert(0, [new Y.XmlElement('unheardOf')]);
  doc.getMap('meta').set('leadMinistry', '과기정통부');
  const { memberId, organisation } = as.writer;
  const at = new Date('2021-07-01T00:00:00.000Z');
  return { update: Y.encodeStateAsUpdate(doc), memberId, organisation, clientIds: [doc.clientID], at };
}
