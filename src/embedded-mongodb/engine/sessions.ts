import { setImmediate as nextTurn } from 'node:timers/promises';
import { commandError, type CommandError } from '../errors.ts';
import type { Catalog } from './catalog.ts';
import type { KeyValueReader, KeyValueWriter } from './key-value.ts';
import {
  readResults,
  readSessionRecord,
  recordedSessions,
  removeSession,
  writeCommitted,
  writeResults,
  type SessionRecord,
  type StatementResults,
} from './session-records.ts';
import type { Store } from './store.ts';
import { Transaction } from './transaction.ts';

/** MongoDB's defaults: localLogicalSessionTimeoutMinutes, transactionLifetimeLimitSeconds. */
export const SESSION_TIMEOUT_MINUTES = 30;
export const TRANSACTION_LIFETIME_MS = 60_000;

/** Records that are looked at between two turns of others. */
const RECORDS_AT_ONCE = 64;

type State =
  | { kind: 'none' }
  | { kind: 'retryable' }
  | { kind: 'open'; transaction: Transaction; startedAt: number; operations: number }
  | { kind: 'committed' }
  | { kind: 'aborted' };

/** A logical session. Its number and state are about the latest transaction or retryable write on it. */
export class Session {
  readonly id: string;
  txnNumber: number;
  state: State;
  usedAt = Date.now();
  /** The command with a transaction number that is under way: resolves when it is done. There is one at a time. */
  busy: Promise<void> | undefined;

  constructor(id: string, record: SessionRecord | undefined) {
    this.id = id;
    this.txnNumber = record?.txnNumber ?? -1;
    this.state = { kind: record === undefined ? 'none' : record.committed ? 'committed' : 'retryable' };
  }

  /**
   * Takes the session for one command and returns what gives it back. A repeated command has to see what the first
   * one did: without this order both would do it. Must not be busy.
   */
  checkOut(): () => void {
    let done: () => void = () => undefined;
    this.busy = new Promise((resolve) => (done = resolve));
    return () => {
      this.busy = undefined;
      done();
    };
  }

  /** The recorded results of the current retryable write's statements: what has been done before. */
  results(reader: KeyValueReader): StatementResults {
    return readResults(reader, { sessionId: this.id, txnNumber: this.txnNumber });
  }

  /** Records the results of statements, by their ids, together with what they wrote. Each statement once. */
  recordResults(writer: KeyValueWriter, results: StatementResults): void {
    writeResults(writer, { sessionId: this.id, txnNumber: this.txnNumber }, results);
  }

  recordCommit(writer: KeyValueWriter): void {
    writeCommitted(writer, { sessionId: this.id, txnNumber: this.txnNumber });
  }
}

/** The logical sessions, with their transactions and the results of their retryable writes. */
export class Sessions {
  private readonly sessions = new Map<string, Session>();
  private readonly store: Store;
  private readonly catalog: Catalog;
  private readonly transactionLifetimeMs: number;

  constructor(parts: { store: Store; catalog: Catalog; transactionLifetimeMs: number }) {
    this.store = parts.store;
    this.catalog = parts.catalog;
    this.transactionLifetimeMs = parts.transactionLifetimeMs;
  }

  /** The session with this id (the text of its UUID); a new one when it isn't known. */
  get(id: string): Session {
    let session = this.sessions.get(id);
    if (session === undefined) {
      session = new Session(id, readSessionRecord(this.store.latest, id));
      this.sessions.set(id, session);
    }
    session.usedAt = Date.now();
    return session;
  }

  /** Begins a retryable write. Throws TransactionTooOld. */
  beginRetryable(session: Session, txnNumber: number): void {
    refuseOlder(session, txnNumber);
    if (txnNumber > session.txnNumber) {
      this.abandon(session);
      session.txnNumber = txnNumber;
      session.state = { kind: 'retryable' };
    } else if (session.state.kind !== 'retryable') {
      throw commandError(
        50911,
        `Cannot use transaction number ${txnNumber} for a retryable write: it belongs to a transaction`,
      );
    }
  }

  /** Begins a transaction. Throws TransactionTooOld, or when the number has been used. */
  start(session: Session, txnNumber: number): Transaction {
    refuseOlder(session, txnNumber);
    if (txnNumber === session.txnNumber) {
      throw commandError(
        50911,
        `Cannot start a transaction at given transaction number ${txnNumber}: it has been used on this session`,
      );
    }
    this.abandon(session);
    const transaction = new Transaction(this.store, this.catalog);
    session.txnNumber = txnNumber;
    session.state = { kind: 'open', transaction, startedAt: Date.now(), operations: 0 };
    return transaction;
  }

  /** The open transaction of this number. Throws NoSuchTransaction, TransactionCommitted or TransactionTooOld. */
  resume(session: Session, txnNumber: number): Transaction {
    refuseOlder(session, txnNumber);
    const { state } = session;
    if (txnNumber > session.txnNumber || state.kind === 'none' || state.kind === 'retryable') {
      throw noSuchTransaction(
        `Given transaction number ${txnNumber} does not match any in-progress transactions. ` +
          `The active transaction number is ${session.txnNumber}`,
      );
    }
    if (state.kind === 'aborted') throw noSuchTransaction(`Transaction ${txnNumber} has been aborted.`);
    if (state.kind === 'committed') {
      throw commandError('TransactionCommitted', `Transaction ${txnNumber} has been committed.`);
    }
    state.operations++;
    return state.transaction;
  }

  /** Commits; a repeated commit of the same number is answered alike. */
  async commit(session: Session, txnNumber: number): Promise<void> {
    if (txnNumber === session.txnNumber && session.state.kind === 'committed') return;
    const transaction = this.resume(session, txnNumber);
    // From here on nothing else may act on it; a commit that fails has aborted it.
    session.state = { kind: 'aborted' };
    await transaction.commit((writer) => session.recordCommit(writer));
    session.state = { kind: 'committed' };
  }

  /** Aborts the open transaction of this number. */
  abort(session: Session, txnNumber: number): void {
    this.resume(session, txnNumber);
    this.abandon(session);
  }

  /** Aborts what is open on the session, whatever its number. */
  abandon(session: Session): void {
    if (session.state.kind !== 'open') return;
    session.state.transaction.abort();
    session.state = { kind: 'aborted' };
  }

  /** Ends sessions that clients have given back or that are killed. */
  end(ids: Iterable<string>): void {
    for (const id of ids) {
      const session = this.sessions.get(id);
      if (session !== undefined) this.abandon(session);
    }
  }

  all(): string[] {
    return [...this.sessions.keys()];
  }

  /** Aborts transactions that were left open, and lets go of sessions that nobody has used for long. */
  expire(now: number): void {
    const oldest = oldestUse(now);
    for (const session of this.sessions.values()) {
      if (session.state.kind === 'open' && now - session.state.startedAt > this.transactionLifetimeMs) {
        this.abandon(session);
      }
      const idle = session.state.kind !== 'open' && session.busy === undefined;
      if (idle && session.usedAt < oldest) this.sessions.delete(session.id);
    }
  }

  /** Removes what the store keeps of sessions that nobody has used for long. */
  async forgetExpired(now: number): Promise<void> {
    const oldest = oldestUse(now);
    const expired: string[] = [];
    let looked = 0;
    for (const { sessionId, usedAt } of recordedSessions(this.store.latest)) {
      if (usedAt.getTime() < oldest && !this.sessions.has(sessionId)) expired.push(sessionId);
      if (++looked % RECORDS_AT_ONCE === 0) await nextTurn();
    }
    for (const sessionId of expired) {
      await this.store.write((writer) => {
        // It may have come back in the meantime.
        if (!this.sessions.has(sessionId)) removeSession(writer, sessionId);
      });
    }
  }
}

function oldestUse(now: number): number {
  return now - SESSION_TIMEOUT_MINUTES * 60_000;
}

function refuseOlder(session: Session, txnNumber: number): void {
  if (txnNumber < session.txnNumber) {
    throw commandError(
      'TransactionTooOld',
      `Cannot start transaction ${txnNumber} on session ${session.id} because a newer transaction ` +
        `with txnNumber ${session.txnNumber} has already started on this session.`,
    );
  }
}

function noSuchTransaction(message: string): CommandError {
  return commandError('NoSuchTransaction', message);
}
