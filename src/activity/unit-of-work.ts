import type { DatabaseSession } from '../database/store.ts';
import type { BusMessages, BusTopic } from './bus.ts';
import type { NewEvent } from './event.ts';

/** A running transaction: what is written with `session` and the events of it are committed together or not at all. */
export interface Transaction {
  readonly session: DatabaseSession;
  /** Appends an event to the activity log, in this transaction. Subscribers get it after the commit. */
  emit(event: NewEvent): void;
  /** Publishes a message on the bus once the transaction has been committed. */
  notify<T extends BusTopic>(topic: T, message: BusMessages[T]): void;
}

/**
 * Runs `work` in a transaction. `work` may run more than once (write conflicts), so it must not act outside of the
 * transaction, nor keep state between runs.
 */
export type Transact = <T>(work: (transaction: Transaction) => Promise<T>) => Promise<T>;
