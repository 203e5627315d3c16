/** What the collaboration server counts. The observability layer makes Prometheus figures of it. */
export interface CollaborationMetrics {
  roomOpened(): void;
  roomClosed(): void;
  connectionOpened(): void;
  connectionClosed(): void;
  updatesStored(count: number): void;
  /** Something that a client sent was not taken in, or the client was turned away. */
  refused(reason: RefusalReason): void;
}

export type RefusalReason =
  | 'malformed'
  | 'unauthenticated'
  | 'forbidden'
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
  updatesStored: () => undefined,
  refused: () => undefined,
};
