import mongoose from 'mongoose';
import type { Clock } from '../clock.ts';
import type { Database, DatabaseSession } from '../database/store.ts';

/** How far the loading of the sample data has come: `LOADING` from its first write on. */
type LoadState = 'LOADING' | 'COMPLETE';

interface LoadDocument {
  /** There is one document at most. */
  _id: 'sample-data';
  state: LoadState;
  /** When it came into this state. */
  at: Date;
}

const loadSchema = new mongoose.Schema<LoadDocument>(
  {
    _id: { type: String, required: true },
    state: { type: String, enum: ['LOADING', 'COMPLETE'], required: true },
    at: { type: Date, required: true },
  },
  { versionKey: false },
);

/**
 * The record of the sample data's loading, in the database that it is loaded into. The rule: `LOADING` is written in
 * the transaction that writes the first data, `COMPLETE` once all of it is there. While it says `LOADING` the server
 * has not listened yet, so nobody but the loading has written anything. A start that finds it empties the database.
 */
export function createSampleLoadStore(database: Database) {
  const loads = database.model<LoadDocument>('SampleLoad', loadSchema, 'sampleloads');
  const record = { _id: 'sample-data' } as const;

  return {
    /** Null when sample data was never loaded here. */
    async state(): Promise<LoadState | null> {
      return (await loads.findOne(record).lean())?.state ?? null;
    },

    async begin(clock: Clock, session: DatabaseSession): Promise<void> {
      await loads.insertMany([{ ...record, state: 'LOADING', at: clock() }], { session });
    },

    async complete(clock: Clock): Promise<void> {
      await loads.updateOne(record, { $set: { state: 'COMPLETE', at: clock() } });
    },

    /** Empties the database when a loading was interrupted in it; nothing of anybody else is in there. */
    async discardUnfinished(): Promise<boolean> {
      if ((await this.state()) !== 'LOADING') return false;
      for (const model of Object.values(database.connection.models)) {
        if (model.modelName !== loads.modelName) await model.deleteMany({});
      }
      // Last: whatever interrupts this, the next start goes on with it.
      await loads.deleteOne(record);
      return true;
    },
  };
}

export type SampleLoadStore = ReturnType<typeof createSampleLoadStore>;
