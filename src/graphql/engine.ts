import type { GraphQLSchema } from 'graphql';
import type { MaybeViewer, Viewer } from '../auth/viewer.ts';
import type { IdempotencyKeys } from '../idempotency/keys.ts';
import type { Logger } from '../observability/logger.ts';
import type { Metrics } from '../observability/metrics.ts';
import type { ErrorFormatter } from './errors.ts';
import type { OperationRates } from './operation-rates.ts';
import type { TrustedDocuments } from './trusted-documents.ts';

/** What an operation's context is made from. */
export interface OperationRequest {
  readonly viewer: MaybeViewer;
  readonly clientAddress: string;
  readonly requestId: string;
}

/** What both transports of GraphQL work with; so that they answer alike. */
export interface GraphQLEngine {
  readonly schema: GraphQLSchema;
  /** Whether documents may ask for the schema. */
  readonly introspection: boolean;
  readonly trustedDocuments: TrustedDocuments;
  readonly rates: OperationRates;
  /** Null where none are kept, so that the header says nothing. */
  readonly idempotencyKeys: IdempotencyKeys | null;
  readonly formatError: ErrorFormatter;
  /** A fresh context, with loaders that remember nothing. Called for every operation and every event. */
  createContext(request: OperationRequest): object;
  /** The viewer that an access token stands for; throws `UnauthenticatedError`. */
  authenticate(token: string): Promise<Viewer>;
  /** The viewer's rights as they are now; null when the session or the member has ended. */
  revalidate(viewer: Viewer): Promise<Viewer | null>;
  /** Somebody came with an access token that isn't valid. */
  onRefusedToken(client: Omit<OperationRequest, 'viewer'>): void;
  readonly logger: Logger;
  readonly metrics: Metrics;
}
