import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import type { Bus, BusMessages, BusTopic } from './bus.ts';

interface Envelope {
  /** Process that published it: its own listeners already have it. */
  readonly origin: string;
  readonly topic: BusTopic;
  readonly message: BusMessages[BusTopic];
}

const topics: readonly string[] = ['activity', 'access', 'draft', 'presence', 'webhook'] satisfies BusTopic[];

function parseEnvelope(text: string): Envelope | null {
  try {
    const value = JSON.parse(text) as Partial<Envelope> | null;
    const known =
      typeof value?.origin === 'string' && value.topic !== undefined && topics.includes(value.topic);
    return known && typeof value.message === 'object' ? (value as Envelope) : null;
  } catch {
    return null;
  }
}

/** How long the start waits for Redis, in milliseconds. */
const patience = 3000;

/**
 * A bus that reaches every process on the same Redis channel. Listeners of this process hear of a message through
 * `local` at once, whether Redis answers or not; those of other processes when Redis delivers it. Redis publish and
 * subscribe keeps nothing: a process that was cut off finds out from the database. So a Redis that doesn't answer holds
 * up nothing, not even the start: the bus is returned after a short wait and reaches the others once Redis is there.
 */
export async function createRedisBus(options: {
  readonly url: string;
  /** One channel per database. */
  readonly channel: string;
  readonly local: Bus;
  /** Told of every connection error and failed publication; the connection is retried for ever. */
  readonly onError: (error: unknown) => void;
}): Promise<Bus> {
  const { channel, local, onError } = options;
  const origin = randomUUID();
  const publisher = new Redis(options.url, {
    lazyConnect: true,
    maxRetriesPerRequest: 1,
    enableOfflineQueue: false,
  });
  const subscriber = publisher.duplicate({ enableOfflineQueue: true, maxRetriesPerRequest: null });
  publisher.on('error', onError);
  subscriber.on('error', onError);
  subscriber.on('message', (_channel: string, text: string) => {
    const envelope = parseEnvelope(text);
    if (envelope === null || envelope.origin === origin) return;
    local.publish(envelope.topic, envelope.message);
  });
  // Failures to connect are reported by the error events, and tried again. The subscription waits for its connection.
  const connected = publisher.connect().catch(() => undefined);
  const subscribed = subscriber.subscribe(channel).catch(onError);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, patience);
  });
  await Promise.race([Promise.all([connected, subscribed]), late]);
  clearTimeout(timer);

  return {
    publish(topic, message) {
      local.publish(topic, message);
      const envelope: Envelope = { origin, topic, message };
      publisher.publish(channel, JSON.stringify(envelope)).catch(onError);
    },
    subscribe: (topic, listener) => local.subscribe(topic, listener),
    async close() {
      publisher.disconnect();
      subscriber.disconnect();
      await local.close();
    },
  };
}
