import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readCursor } from '../../src/activity/cursor.ts';

/** What a webhook's receiver got. */
export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The body, read as JSON. */
  readonly event: { readonly id: string; readonly cursor: string; readonly kind: string } & Record<
    string,
    unknown
  >;
}

/** A status with headers, or `hang` for no answer at all. */
export type Answer = { readonly status: number; readonly headers?: Record<string, string> } | 'hang';

/** A webhook's receiver: a real HTTP server that keeps what comes, and answers 204 or what it is told. */
export async function openReceiver() {
  const received: Received[] = [];
  const answers: Answer[] = [];
  let always: Answer = { status: 204 };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      received.push({ headers: request.headers, body, event: JSON.parse(body) as Received['event'] });
      const answer = answers.shift() ?? always;
      if (answer !== 'hang') response.writeHead(answer.status, answer.headers).end();
    });
    // A sender that was stopped cuts its requests off.
    request.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    port,
    /** In the order of arrival. */
    received,
    /** Where in the log the events that came stand, in the order of arrival. */
    positions: () => received.map(({ event }) => readCursor(event.cursor).sequence),
    /** How the next requests are answered, one after the other. */
    answer: (...next: Answer[]) => void answers.push(...next),
    /** How all further ones are. */
    answerAlways: (answer: Answer) => void (always = answer),
    async close(): Promise<void> {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export type Receiver = Awaited<ReturnType<typeof openReceiver>>;

/**
 * The signature that a delivery must have by the text of the Standard Webhooks specification, made by WebCrypto and so
 * with nothing of the code under test.
 */
export async function standardSignature(
  secret: string,
  signed: { readonly id: string; readonly timestamp: string; readonly body: string },
): Promise<string> {
  const raw = Uint8Array.from(atob(secret.replace('whsec_', '')), (character) => character.charCodeAt(0));
  const key = await crypto.subtle.importKey('raw', raw, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  const content = new TextEncoder().encode(`${signed.id}.${signed.timestamp}.${signed.body}`);
  const bytes = new Uint8Array(await crypto.subtle.sign('HMAC', key, content));
  return `v1,${btoa(String.fromCharCode(...bytes))}`;
}
