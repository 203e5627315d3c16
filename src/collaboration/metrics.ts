/** What the collaboration server counts. The observability layer makes Prometheus figures of it. */
export interface CollaborationMetrics {
  roomOpened(): void;
  roomClosed(): void;
  connectionOpened(): void;
  connectionClosed(): void;
  /** A connection was handed on to the process that has its draft (SPEC.md, CO-64). */
  forwardingBegan(): void;
  forwardingEnded(): void;
  updatesStored(count: number): void;
  /** Something that a client sent was not taken in, or the client was turned away. */
  refused(reason: RefusalReason): void;
}

export type RefusalReason =
  | 'malformed'
  | 'unauthenticated'
  | 'not_found'
  | 'too_large'
  | 'unavailable'
  | 'elsewhere'
  | 'too_slow'
  | 'too_much'
  | 'too_many_connections'
  | 'too_many_drafts'
  | 'shutdown'
  | 'frozen'
  | 'read_only'
  | 'foreign_client_id'
  | 'gap';

export const noMetrics: CollaborationMetrics = {
  roomOpened: () => undefined,
  roomClosed: () => undefined,
  connectionOpened: () => undefined,
  connectionClosed: () => undefined,
  forwardingBegan: () => undefined,
  forwardingEnded: () => undefined,
  updatesStored: () => undefined,
  refused: () => undefined,
};
