import { countCommands, traceCommands } from './commands.ts';
import { endWaitsForLostConnections } from './lost-connections.ts';
import mongoose, { type ClientSession, type Connection, type Model, type Schema } from 'mongoose';

/** A MongoDB session inside a multi-document transaction; every read and write of the transaction passes it on. */
export type DatabaseSession = ClientSession;

const transactionOptions = {
  readConcern: { level: 'snapshot' },
  writeConcern: { w: 'majority', journal: true },
} as const;

/** More than ever have transactions at the same time. */
const maxSessions = 200;

/** How long a server may be silent, where the connection string says nothing of it. */
const patience = {
  serverSelectionTimeoutMS: 10_000,
  // A server that has gone silent is found out, and one that is back found again, within seconds and not within 40.
  heartbeatFrequencyMS: 2000,
  connectTimeoutMS: 5000,
};

/** Without those that the connection string has, which options would override. Their names have no case there. */
function unlessSaidIn(uri: string, options: typeof patience): Partial<typeof patience> {
  const said = new URLSearchParams(/\?(.*)$/.exec(uri)?.[1]?.toLowerCase());
  return Object.fromEntries(Object.entries(options).filter(([name]) => !said.has(name.toLowerCase())));
}

/** One connection to MongoDB (real or embedded) and the collections that the stores declare on it. */
export class Database {
  readonly connection: Connection;

  /** Sessions that have had a transaction, in the order of their last one. */
  readonly #sessions = new Set<string>();
  /** Sessions whose last transaction the loss of connections cut off: the server may hold it open for a minute. */
  readonly #cutOff = new Set<string>();
  /** That some of them are ended. */
  #ending: Promise<void> | null = null;
  /** How often connections to the server were lost. */
  #losses = 0;
  #announce: (sessionIds: readonly string[]) => Promise<void> = () => Promise.resolve();

  private constructor(connection: Connection) {
    this.connection = connection;
    connection.getClient().on('connectionPoolCleared', () => (this.#losses += 1));
  }

  /**
   * Connects with majority, journaled writes: what a caller is told is stored survives a crash.
   * Throws the driver's error when no server answers within `serverSelectionTimeoutMS`, of the options or else of `uri`.
   */
  static async connect(
    uri: string,
    {
      tracesCommands = false,
      ...options
    }: {
      dbName?: string;
      serverSelectionTimeoutMS?: number;
      /** Whether each command becomes a span of the running trace. */
      tracesCommands?: boolean;
    } = {},
  ) {
    endWaitsForLostConnections();
    const connection = mongoose.createConnection(uri, {
      autoIndex: false,
      autoCreate: false,
      ...unlessSaidIn(uri, patience),
      writeConcern: { w: 'majority', journal: true },
      readConcern: { level: 'majority' },
      monitorCommands: true,
      ...options,
    });
    await connection.asPromise();
    countCommands(connection.getClient());
    if (tracesCommands) traceCommands(connection.getClient());
    return new Database(connection);
  }

  /** Declares a collection. `name` is the model's name, `collection` the collection's. */
  model<T>(name: string, schema: Schema<T>, collection: string): Model<T> {
    return this.connection.model<T>(name, schema, collection);
  }

  /** Creates every declared collection and index that is missing. Called once at start, after all stores are built. */
  async prepare(): Promise<void> {
    for (const model of Object.values(this.connection.models)) {
      const indexes = model.schema.indexes().map(([key, options]) => ({ ...options, key }));
      // One command for a collection and all its indexes: each that changes something waits for the disk.
      if (indexes.length > 0)
        await model.collection.createIndexes(indexes as mongoose.mongo.IndexDescription[]);
      else await model.createCollection();
    }
  }

  /**
   * `announce` is called with the ids of this connection's sessions (hex UUIDs) before one of them has its first
   * transaction, which waits for it: so that somebody can end what a process leaves open when it dies.
   */
  announceSessions(announce: (sessionIds: readonly string[]) => Promise<void>): void {
    this.#announce = announce;
  }

  /** Ends the transactions that are open on these sessions, whoever began them; what they have written is undone. */
  async endTransactions(sessionIds: readonly string[]): Promise<void> {
    if (sessionIds.length === 0) return;
    await this.connection.db?.command({
      killSessions: sessionIds.map((id) => ({ id: new mongoose.mongo.UUID(id) })),
    });
  }

  async #startSession(): Promise<DatabaseSession> {
    await this.#endCutOff();
    const session = await this.connection.startSession();
    const id = session.id?.id.toString('hex');
    if (id === undefined) return session;
    // The driver uses the sessions that it has again, so that this is news only now and then.
    const known = this.#sessions.delete(id);
    this.#sessions.add(id);
    if (known) return session;
    for (const oldest of this.#sessions) {
      if (this.#sessions.size <= maxSessions) break;
      this.#sessions.delete(oldest);
    }
    try {
      await this.#announce([...this.#sessions]);
    } catch (error) {
      this.#sessions.delete(id);
      await session.endSession();
      throw error;
    }
    return session;
  }

  /** Ends what was cut off: its locks would keep the next transactions waiting. */
  async #endCutOff(): Promise<void> {
    // Also what somebody else is ending just now: it has its locks until then.
    while (this.#cutOff.size > 0 || this.#ending !== null) {
      this.#ending ??= this.#endNow().finally(() => (this.#ending = null));
      await this.#ending;
    }
  }

  async #endNow(): Promise<void> {
    const ids = [...this.#cutOff];
    this.#cutOff.clear();
    try {
      // Once more, as the driver does with what it may repeat: the first may meet another lost connection.
      await this.endTransactions(ids).catch(() => this.endTransactions(ids));
    } catch (error) {
      for (const id of ids) this.#cutOff.add(id);
      throw error;
    }
  }

  /**
   * Runs `work`, which begins a transaction and says whether it was committed. One that wasn't is aborted, which the server
   * may not hear of: the driver keeps that to itself, also when `work` failed of something else.
   */
  async #withSession<T>(
    work: (session: DatabaseSession) => Promise<{ readonly result: T; readonly committed: boolean }>,
  ): Promise<T> {
    const session = await this.#startSession();
    const { serverSession } = session;
    const losses = this.#losses;
    let committed = false;
    try {
      const done = await work(session);
      committed = done.committed;
      return done.result;
    } finally {
      const endIfCutOff = () => {
        if (committed || this.#losses === losses) return;
        // Nobody else is to have the session then.
        serverSession.isDirty = true;
        this.#cutOff.add(serverSession.id.id.toString('hex'));
        // Not only with the next transaction: writes without one wait for its locks as well. A failure is seen there.
        this.#endCutOff().catch(() => undefined);
      };
      // Not only behind the abort, which waits for as long as the driver looks for a server.
      endIfCutOff();
      if (session.inTransaction()) await session.abortTransaction().catch(() => undefined);
      // Connections may have been lost meanwhile. As soon as the session ends others may have it.
      endIfCutOff();
      await session.endSession();
    }
  }

  /**
   * Runs `work` in a transaction with snapshot isolation, again from its beginning when it meets a write conflict or loses
   * its connection.
   */
  async transaction<T>(work: (session: DatabaseSession) => Promise<T>): Promise<T> {
    return this.#withSession(async (session) => ({
      result: await session.withTransaction(async () => {
        try {
          // Each time: one that began before another was cut off would meet its locks again and again.
          await this.#endCutOff();
          return await work(session);
        } catch (error) {
          // The driver says so only of the first of the commands that a loss cut off.
          if (error instanceof mongoose.mongo.MongoNetworkError)
            error.addErrorLabel('TransientTransactionError');
          throw error;
        }
      }, transactionOptions),
      committed: true,
    }));
  }

  /**
   * Runs `work` in a transaction once: it is committed when `work` returns true, otherwise nothing of it is done. Throws
   * what `work` throws, and when it meets a write conflict; when the commit throws, it isn't known whether it was made.
   */
  async attempt(work: (session: DatabaseSession) => Promise<boolean>): Promise<boolean> {
    return this.#withSession(async (session) => {
      session.startTransaction(transactionOptions);
      const done = await work(session);
      // Otherwise it is aborted behind this.
      if (done) await session.commitTransaction();
      return { result: done, committed: done };
    });
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

/**
 * The id as 24 hexadecimal digits, for records that are kept: in one piece, where the driver's `toHexString` keeps those
 * that it was put together of in memory as well.
 */
export function hexOf(id: mongoose.Types.ObjectId): string {
  return Buffer.from(id.id).toString('hex');
}

/** A binary value as a store read it: lean rows carry BSON Binary, hydrated ones Buffer. */
export function bytesOf(value: unknown): Uint8Array {
  if (value instanceof mongoose.mongo.Binary) return value.value();
  if (value instanceof Uint8Array) return value;
  throw new Error('A stored value is not binary.');
}
