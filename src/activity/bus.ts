/** What is told between the parts of a process, and between processes that share a database. */
export interface BusMessages {
  /** The activity log has grown up to this sequence. */
  activity: { readonly sequence: number };
  /** A member's rights changed, or (with a session) one session ended: sockets check theirs again. */
  access: { readonly memberId: string; readonly sessionId: string | null };
  /** A draft was frozen, thawed or given to another subcommittee. */
  draft: { readonly draftId: string };
  /** Who has a draft open changed. */
  presence: { readonly draftId: string };
  /** A webhook was made, changed or removed. */
  webhook: { readonly webhookId: string };
}
export type BusTopic = keyof BusMessages;

/**
 * Tells subscribers that something changed; they read what changed from the database. Delivery is at most once, so
 * nothing may depend on a message alone: a subscriber that missed one must find out from the database later.
 */
export interface Bus {
  publish<T extends BusTopic>(topic: T, message: BusMessages[T]): void;
  /** Returns the function that ends the subscription. Listeners must not throw. */
  subscribe<T extends BusTopic>(topic: T, listener: (message: BusMessages[T]) => void): () => void;
  close(): Promise<void>;
}
