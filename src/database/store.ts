import mongoose, { type ClientSession, type Connection, type Model, type Schema } from 'mongoose';

/** A MongoDB session inside a multi-document transaction; every read and write of the transaction passes it on. */
export type DatabaseSession = ClientSession;

const transactionOptions = {
  readConcern: { level: 'snapshot' },
  writeConcern: { w: 'majority', journal: true },
} as const;

/** One connection to MongoDB (real or embedded) and the collections that the stores declare on it. */
export class Database {
  readonly connection: Connection;

  private constructor(connection: Connection) {
    this.connection = connection;
  }

  /**
   * Connects with majority, journaled writes: what a caller is told is stored survives a crash.
   * Throws the driver's error when no server answers within `serverSelectionTimeoutMS`.
   */
  static async connect(uri: string, options: { dbName?: string; serverSelectionTimeoutMS?: number } = {}) {
    const connection = mongoose.createConnection(uri, {
      autoIndex: false,
      autoCreate: false,
      serverSelectionTimeoutMS: 10_000,
      writeConcern: { w: 'majority', journal: true },
      readConcern: { level: 'majority' },
      ...options,
    });
    await connection.asPromise();
    return new Database(connection);
  }

  /** Declares a collection. `name` is the model's name, `collection` the collection's. */
  model<T>(name: string, schema: Schema<T>, collection: string): Model<T> {
    return this.connection.model<T>(name, schema, collection);
  }

  /** Creates every declared collection and index that is missing. Called once at start, after all stores are built. */
  async prepare(): Promise<void> {
    for (const model of Object.values(this.connection.models)) {
      await model.createCollection();
      await model.createIndexes();
    }
  }

  /** Runs `work` in a transaction with snapshot isolation, again from its beginning when it meets a write conflict. */
  async transaction<T>(work: (session: DatabaseSession) => Promise<T>): Promise<T> {
    const session = await this.connection.startSession();
    try {
      return await session.withTransaction(() => work(session), transactionOptions);
    } finally {
      await session.endSession();
    }
  }

  /**
   * Runs `work` in a transaction once: it is committed when `work` returns true, otherwise nothing of it is done. Throws
   * what `work` throws, and when it meets a write conflict; when the commit throws, it isn't known whether it was made.
   */
  async attempt(work: (session: DatabaseSession) => Promise<boolean>): Promise<boolean> {
    const session = await this.connection.startSession();
    try {
      session.startTransaction(transactionOptions);
      const done = await work(session);
      if (done) await session.commitTransaction();
      return done;
    } finally {
      // Aborts what wasn't committed.
      await session.endSession();
    }
  }

  async ping(): Promise<void> {
    await this.connection.db?.command({ ping: 1 });
  }

  async close(): Promise<void> {
    await this.connection.close();
  }
}

/** True for a violation of a unique index (MongoDB error 11000). */
export function isDuplicateKeyError(error: unknown): boolean {
  return error instanceof mongoose.mongo.MongoServerError && error.code === 11000;
}

/** A binary value as a store read it: lean rows carry BSON Binary, hydrated ones Buffer. */
export function bytesOf(value: unknown): Uint8Array {
  if (value instanceof mongoose.mongo.Binary) return value.value();
  if (value instanceof Uint8Array) return value;
  throw new Error('A stored value is not binary.');
}
