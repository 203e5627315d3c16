import type { Span } from '@opentelemetry/api';
import { countRoundTrip } from '../observability/request-scope.ts';
import { failSpan, startClientSpan } from '../observability/tracing.ts';

interface CommandStarted {
  readonly requestId: number;
  readonly commandName: string;
  readonly databaseName: string;
  readonly command: Readonly<Record<string, unknown>>;
}

/** What a MongoDB client tells of its commands while it monitors them. */
export interface CommandSource {
  on(event: 'commandStarted', listener: (event: CommandStarted) => void): unknown;
  on(event: 'commandSucceeded', listener: (event: { readonly requestId: number }) => void): unknown;
  on(
    event: 'commandFailed',
    listener: (event: { readonly requestId: number; readonly failure: Error }) => void,
  ): unknown;
}

/** Commands that belong to no work of the application. */
const unasked: ReadonlySet<string> = new Set(['hello', 'ismaster', 'endSessions', 'ping']);

/** Counts each command for the request that it is sent for. The client must monitor its commands. */
export function countCommands(client: CommandSource): void {
  client.on('commandStarted', ({ commandName }) => {
    if (!unasked.has(commandName)) countRoundTrip();
  });
}

/**
 * Makes a span of each command that the driver sends, named by the command and its collection, without what is in it
 * (https://opentelemetry.io/docs/specs/semconv/database/mongodb/). The client must monitor its commands.
 */
export function traceCommands(client: CommandSource): void {
  const running = new Map<number, Span>();
  client.on('commandStarted', ({ requestId, commandName, databaseName, command }) => {
    if (unasked.has(commandName)) return;
    const target: unknown = command[commandName];
    const collection = typeof target === 'string' ? target : null;
    const span = startClientSpan(collection === null ? commandName : `${commandName} ${collection}`, {
      'db.system.name': 'mongodb',
      'db.namespace': databaseName,
      'db.operation.name': commandName,
      ...(collection === null ? {} : { 'db.collection.name': collection }),
    });
    running.set(requestId, span);
  });
  client.on('commandSucceeded', ({ requestId }) => {
    running.get(requestId)?.end();
    running.delete(requestId);
  });
  client.on('commandFailed', ({ requestId, failure }) => {
    const span = running.get(requestId);
    running.delete(requestId);
    if (span === undefined) return;
    failSpan(span, failure);
    span.end();
  });
}
