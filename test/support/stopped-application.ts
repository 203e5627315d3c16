import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import mongoose from 'mongoose';
import { expect } from 'vitest';
import { Database } from '../../src/database/store.ts';
import { startEmbeddedMongo } from '../../src/embedded-mongodb/index.ts';
import { ApplicationData } from './application.ts';
import type { StoredEntry } from './collaboration.ts';

const external = process.env['MONGODB_URI'] ?? '';

/** Data of an application that is stopped now and then, and then looked into. */
export class InspectedData {
  readonly data: ApplicationData;
  /** Name of the database: to be given to the application as `DATABASE`. */
  readonly database = `test-${randomBytes(6).toString('hex')}`;

  private constructor(data: ApplicationData) {
    this.data = data;
  }

  static async create(): Promise<InspectedData> {
    return new InspectedData(await ApplicationData.create());
  }

  /** Runs `read` on the data while the application doesn't run. */
  async read<T>(read: (database: Database) => Promise<T>): Promise<T> {
    const embedded =
      external === '' ? await startEmbeddedMongo({ path: join(this.data.folder, 'store') }) : null;
    const database = await Database.connect(embedded?.uri ?? external, { dbName: this.database });
    try {
      return await read(database);
    } finally {
      await database.close();
      await embedded?.stop();
    }
  }

  async remove(): Promise<void> {
    await this.data.remove();
    if (external === '') return;
    const database = await Database.connect(external, { dbName: this.database });
    await database.connection.dropDatabase();
    await database.close();
  }
}

/**
 * Checks the feed of an application that was stopped in peace: events are numbered without a hole, everything of the
 * draft's log was told, each event is of entries of its actor, and no entry was told twice. Returns how many there are.
 */
export async function verifyFeed(
  database: Pick<Database, 'connection'>,
  draftId: string,
  log: readonly StoredEntry[],
): Promise<number> {
  const { connection } = database;
  const events = await connection.collection('activityEvents').find().sort({ _id: 1 }).toArray();
  expect(events.map(({ _id }) => Number(_id))).toEqual(events.map((_, index) => index + 1));
  const changes = events.filter(
    ({ kind, payload }) =>
      kind === 'DRAFT_CHANGED' && (payload as { draftId: string }).draftId.toString() === draftId,
  );
  const toldTo = new Map<string, number>();
  for (const { actorId, payload } of changes) {
    const member = String(actorId);
    const { fromSequence, toSequence } = payload as { fromSequence: number; toSequence: number };
    expect(log[fromSequence - 1]?.memberId).toBe(member);
    expect(log[toSequence - 1]?.memberId).toBe(member);
    expect(fromSequence).toBeGreaterThan(toldTo.get(member) ?? 0);
    toldTo.set(member, toSequence);
  }
  const fold = await connection
    .collection('draftFolds')
    .findOne({ _id: new mongoose.Types.ObjectId(draftId) });
  expect(fold?.['feedSequence']).toBe(log.length);
  return changes.length;
}
