import type { CollaborationMetrics } from '../collaboration/metrics.ts';
import type { DeliveryOutcome } from '../domain/webhook/attempts.ts';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

export type OperationOutcome = 'ok' | 'error' | 'rejected';

/** Why something was refused before it was executed. */
export type RejectionReason =
  | 'aliases'
  | 'body_size'
  | 'connections'
  | 'cost'
  | 'csrf'
  | 'depth'
  | 'malformed'
  | 'origin'
  | 'parse'
  | 'rate'
  | 'slow_reader'
  | 'tokens'
  | 'unauthenticated'
  | 'untrusted'
  | 'validation'
  | 'variables';

/**
 * Figures of the process in the Prometheus format: those of Node (event-loop lag, heap, garbage collection) and
 * Choan's own. Each application has a registry of its own, so that several can run in one process.
 */
export function createMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];

  const duration = new Histogram({
    name: 'graphql_request_duration_seconds',
    help: 'Time from receiving a GraphQL operation to its answer; for a subscription, to its start.',
    labelNames: ['type', 'outcome'] as const,
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  });
  const roundTrips = new Histogram({
    name: 'graphql_database_round_trips',
    help: 'Commands that were sent to the database for a GraphQL operation, of a subscription for each event that it executed.',
    labelNames: ['type'] as const,
    buckets: [0, 1, 2, 5, 10, 20, 50, 100, 200],
    registers,
  });
  const subscriptions = new Gauge({
    name: 'graphql_subscriptions_active',
    help: 'GraphQL subscriptions that are running.',
    registers,
  });
  const eventAnswers = new Counter({
    name: 'graphql_event_answers_total',
    help: 'Answers to events that subscribers were sent: executed for them, or shared with another one (SPEC.md, GS-1).',
    labelNames: ['source'] as const,
    registers,
  });
  const sockets = new Gauge({
    name: 'graphql_sockets_open',
    help: 'Open GraphQL WebSockets.',
    registers,
  });
  const rejected = new Counter({
    name: 'graphql_rejected_total',
    help: 'GraphQL requests and sockets that were refused before anything was executed, by reason.',
    labelNames: ['reason'] as const,
    registers,
  });

  const rooms = new Gauge({
    name: 'collab_rooms',
    help: 'Drafts that are open for co-editing in this process.',
    registers,
  });
  const connections = new Gauge({
    name: 'collab_connections',
    help: 'Open co-editing sockets.',
    registers,
  });
  const forwarded = new Gauge({
    name: 'collab_forwarded_connections',
    help: 'Open co-editing sockets that this process hands on to the one that has the draft.',
    registers,
  });
  const updates = new Counter({
    name: 'collab_updates_stored_total',
    help: 'Updates appended to the logs of drafts.',
    registers,
  });
  const refused = new Counter({
    name: 'collab_refused_total',
    help: 'What co-editing clients sent and was not taken in, and clients turned away, by reason.',
    labelNames: ['reason'] as const,
    registers,
  });
  const collaboration: CollaborationMetrics = {
    roomOpened: () => rooms.inc(),
    roomClosed: () => rooms.dec(),
    connectionOpened: () => connections.inc(),
    connectionClosed: () => connections.dec(),
    forwardingBegan: () => forwarded.inc(),
    forwardingEnded: () => forwarded.dec(),
    updatesStored: (count) => updates.inc(count),
    refused: (reason) => refused.inc({ reason }),
  };

  const webhookDeliveries = new Counter({
    name: 'webhook_deliveries_total',
    help: 'Attempts to deliver an event to a webhook, by outcome; dead_letter counts deliveries that were given up.',
    labelNames: ['outcome'] as const,
    registers,
  });

  return {
    collaboration,
    webhookDelivery: (outcome: DeliveryOutcome) => webhookDeliveries.inc({ outcome }),
    /** For metrics of other parts. */
    registry,
    operation(type: string, outcome: OperationOutcome, seconds: number): void {
      duration.observe({ type, outcome }, seconds);
    },
    roundTrips(type: string, count: number): void {
      roundTrips.observe({ type }, count);
    },
    rejected(reason: RejectionReason): void {
      rejected.inc({ reason });
    },
    subscriptionStarted: () => subscriptions.inc(),
    subscriptionEnded: () => subscriptions.dec(),
    eventAnswered: (source: 'executed' | 'shared') => eventAnswers.inc({ source }),
    socketOpened: () => sockets.inc(),
    socketClosed: () => sockets.dec(),
    /** All figures as text. */
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

export type Metrics = ReturnType<typeof createMetrics>;
