import { request as requestOverHttp, type IncomingMessage } from 'node:http';
import { request as requestOverHttps } from 'node:https';
import type { Duplex } from 'node:stream';
import type { NodeRecord } from '../domain/draft/lease-store.ts';
import { forwardedHeader, type ForwardedHeader } from './forwarded-header.ts';
import type { Leases } from './lease.ts';
import { noMetrics, type CollaborationMetrics } from './metrics.ts';
import { draftIdOf } from './target.ts';

/** Takes over connections that ask to become a WebSocket. */
interface CollaborationTransport {
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  close(): Promise<void>;
}

export interface ForwardingDependencies {
  /** Serves whatever isn't forwarded. */
  readonly here: CollaborationTransport;
  readonly leases: Leases;
  readonly rooms: { isOpen(draftId: string): boolean };
  readonly header: ForwardedHeader;
  /** Address from which a request came. */
  readonly clientAddress: (request: IncomingMessage) => string;
  readonly metrics?: CollaborationMetrics;
  readonly onError: (error: unknown, about: string) => void;
  /** How often it is looked whether the drafts of forwarded connections have changed hands, in milliseconds. */
  readonly pollInterval?: number;
}

/** A connection that is handed on to the process that has its draft. */
interface Forwarded {
  readonly draftId: string;
  readonly ownerId: string;
  readonly end: () => void;
}

interface Upgrade {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
}

/** How long an owner may take to answer, in milliseconds. */
const answerTimeout = 3000;
/** How long a side that is being ended may take to read what it was sent, in milliseconds. */
const endTimeout = 2000;
const defaultPollInterval = 500;

/**
 * Hands connections for drafts that another living process has on to it, byte for byte: the editors of a draft meet in
 * one process, whichever they come to (SPEC.md, CO-64). The owner judges them by itself, as if they had come to it.
 */
export function createForwarding(dependencies: ForwardingDependencies): CollaborationTransport {
  const { here, leases, rooms, header, onError } = dependencies;
  const metrics = dependencies.metrics ?? noMetrics;
  const forwarded = new Set<Forwarded>();

  async function route(upgrade: Upgrade, draftId: string): Promise<void> {
    const { request, socket, head } = upgrade;
    // Until somebody takes the socket over, an error on it is nobody's.
    const ignore = () => undefined;
    socket.on('error', ignore);
    const owner = await leases.elsewhere([draftId]).then(
      (found) => found.get(draftId) ?? null,
      (error: unknown) => {
        onError(error, "a draft's owner could not be read");
        return null;
      },
    );
    const taken = owner !== null && owner.address !== null && (await forward(upgrade, { draftId, owner }));
    if (taken) return;
    socket.off('error', ignore);
    // It takes the draft over if its owner has died meanwhile, and else tells the client to come back.
    if (!socket.destroyed) here.handleUpgrade(request, socket, head);
  }

  /** False when the owner doesn't let the connection in, or doesn't answer; then nothing was sent to the client. */
  function forward(
    { request, socket, head }: Upgrade,
    { draftId, owner }: { draftId: string; owner: NodeRecord },
  ): Promise<boolean> {
    const at = new URL(owner.address ?? '');
    const send = at.protocol === 'https:' ? requestOverHttps : requestOverHttp;
    const outgoing = send({
      // Only the path is the client's: a URL made of both could lead anywhere.
      hostname: at.hostname.replace(/^\[|\]$/g, ''),
      port: at.port,
      path: request.url,
      // The client's own, also `Host`, so that its Origin is judged as it would be here.
      headers: {
        ...request.headers,
        [forwardedHeader]: header.value(request, dependencies.clientAddress(request)),
      },
      agent: false,
      timeout: answerTimeout,
    });
    outgoing.end();
    return new Promise((resolve) => {
      const giveUp = () => {
        outgoing.destroy();
        resolve(false);
      };
      socket.once('close', giveUp);
      outgoing.once('timeout', giveUp);
      outgoing.on('error', giveUp);
      outgoing.once('response', giveUp);
      outgoing.once('upgrade', (response, upstream, upstreamHead) => {
        socket.off('close', giveUp);
        upstream.setTimeout(0);
        upstream.setNoDelay(true);
        socket.write(answerHead(response));
        if (upstreamHead.length > 0) socket.write(upstreamHead);
        if (head.length > 0) upstream.write(head);
        join({ draftId, ownerId: owner.id }, socket, upstream);
        resolve(true);
      });
    });
  }

  function join(about: Omit<Forwarded, 'end'>, client: Duplex, upstream: Duplex): void {
    const sides = [client, upstream];
    const connection: Forwarded = { ...about, end: () => sides.forEach(endGently) };
    forwarded.add(connection);
    metrics.forwardingBegan();
    for (const side of sides) {
      // What follows is a close, which is all that matters.
      side.on('error', () => undefined);
      side.once('close', () => {
        if (forwarded.delete(connection)) metrics.forwardingEnded();
        connection.end();
      });
    }
    client.pipe(upstream).pipe(client);
  }

  /** A draft whose owner has died or has another one now: its clients come back, and find who has it. */
  async function endLost(): Promise<void> {
    const owners = await leases.elsewhere([...new Set([...forwarded].map(({ draftId }) => draftId))]);
    for (const connection of forwarded)
      if (owners.get(connection.draftId)?.id !== connection.ownerId) connection.end();
  }

  const timer = setInterval(() => {
    if (forwarded.size > 0)
      endLost().catch((error: unknown) => onError(error, 'owners of drafts could not be read'));
  }, dependencies.pollInterval ?? defaultPollInterval).unref();

  return {
    handleUpgrade(request, socket, head) {
      const draftId = draftIdOf(request);
      // What another process has handed on goes no further, whoever has the draft by now.
      const stays =
        draftId === null || request.headers[forwardedHeader] !== undefined || rooms.isOpen(draftId);
      if (stays) {
        here.handleUpgrade(request, socket, head);
        return;
      }
      route({ request, socket, head }, draftId).catch((error: unknown) => {
        onError(error, 'a connection could not be forwarded');
        socket.destroy();
      });
    },

    async close() {
      await here.close();
      clearInterval(timer);
      for (const connection of forwarded) connection.end();
    },
  };
}

/** Ends a socket once it has taken what was written to it, at the latest after {@link endTimeout}. */
function endGently(socket: Duplex): void {
  if (socket.destroyed) return;
  const late = setTimeout(() => socket.destroy(), endTimeout).unref();
  socket.once('close', () => clearTimeout(late));
  socket.end(() => socket.destroy());
}

/** Status line and headers of an answer, as they came. */
function answerHead({ statusCode, statusMessage, rawHeaders }: IncomingMessage): string {
  const lines = [`HTTP/1.1 ${statusCode} ${statusMessage}`];
  for (let index = 0; index < rawHeaders.length; index += 2)
    lines.push(`${rawHeaders[index]}: ${rawHeaders[index + 1]}`);
  return `${lines.join('\r\n')}\r\n\r\n`;
}
