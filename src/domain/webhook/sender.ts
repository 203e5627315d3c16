import type { LookupAddress, LookupOptions } from 'node:dns';
import { lookup as systemLookup } from 'node:dns';
import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isPublicAddress } from './addresses.ts';
import { urlProblem } from './url.ts';

/** Finds the addresses of a host name, as `dns.lookup` does with `all`. */
export type Lookup = (
  host: string,
  options: LookupOptions & { all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

export interface SenderOptions {
  /** Whether http and addresses that are not public are allowed. */
  readonly privateAddresses: boolean;
  /** How long a receiver may take to answer, in milliseconds; 10 s when not given. */
  readonly timeout?: number;
  /** The system's when not given. */
  readonly lookup?: Lookup;
}

export interface OutgoingRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly signal: AbortSignal;
}

/** What the receiver answered, or why there is no answer. */
export type SendResult = { readonly status: number } | { readonly failure: string };

const defaultTimeout = 10_000;

/** The host name stands for an address that nothing may be sent to. */
class RefusedAddressError extends Error {
  override readonly name = 'RefusedAddressError';
}

/**
 * Sends requests to where people of the task force say, and so must not be led to what only this machine reaches. The
 * addresses of a host name are checked as the connection is made, and it is made to these: a name that stood for others
 * a moment before gains nothing. Redirects aren't followed, and of an answer nothing but its status is read.
 */
export function createSender({ privateAddresses, timeout = defaultTimeout, lookup }: SenderOptions) {
  const find: Lookup = lookup ?? systemLookup;

  /** `lookup` of a connection, which may ask for one address or for all. */
  const guardedLookup: RequestOptions['lookup'] = (host, options, callback) => {
    find(host, { ...options, all: true }, (error, addresses) => {
      const refused = addresses?.some(({ address }) => !isPublicAddress(address)) === true;
      const problem =
        error ??
        (refused && !privateAddresses
          ? new RefusedAddressError('The host is not at a public address.')
          : null);
      const [first] = addresses ?? [];
      if (problem !== null || first === undefined) callback(problem ?? noAddress(host), '', 0);
      else if (options.all === true) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };

  /** Resolves with the receiver's answer or why there is none; never rejects. */
  async function send({ url: address, headers, body, signal }: OutgoingRequest): Promise<SendResult> {
    const url = new URL(address);
    const problem = urlProblem(url, privateAddresses);
    if (problem !== null) return { failure: `The URL ${problem}.` };
    const bytes = Buffer.from(body);
    const cutOff = new AbortController();
    const abort = () => cutOff.abort();
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      abort();
    }, timeout);
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
    try {
      const answer = await new Promise<IncomingMessage>((resolve, reject) => {
        const request = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, {
          method: 'POST',
          headers: { 'user-agent': 'Choan-Webhooks', ...headers, 'content-length': String(bytes.length) },
          // Each on a connection of its own: a kept one may be closed by the receiver just as it is used again.
          agent: false,
          lookup: guardedLookup,
          signal: cutOff.signal,
        });
        request.once('response', resolve);
        // To a protocol that nobody asked for. Without a listener nothing but `close` would tell of it.
        request.once('upgrade', (response, socket) => {
          socket.destroy();
          resolve(response);
        });
        // Also for what comes after the answer, as when its rest is cut off.
        request.on('error', reject);
        // Whatever a receiver does, and whichever events it leads to: a delivery that didn't end would hold up all others.
        request.once('close', () => reject(new Error('The request ended without an answer.')));
        cutOff.signal.addEventListener('abort', () => reject(new Error('The request was cut off.')));
        request.end(bytes);
      });
      answer.on('error', () => undefined);
      answer.destroy();
      return { status: answer.statusCode ?? 0 };
    } catch (error) {
      return { failure: late ? `There was no answer within ${timeout / 1000} s.` : reasonOf(error) };
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
    }
  }

  return { privateAddresses, send };
}

export type Sender = ReturnType<typeof createSender>;

function noAddress(host: string): Error {
  return Object.assign(new Error(`${host} has no address.`), { code: 'ENOTFOUND' });
}

/** For a person: the error's code where there is one, as messages name addresses of the machine's own network. */
function reasonOf(error: unknown): string {
  if (error instanceof RefusedAddressError) return error.message;
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  return `There was no connection (${code}).`;
}
