import type { IncomingMessage } from 'node:http';

/** What the checks of a request's sender need to know of the server's place in the network. */
export interface ProxySettings {
  /** How many reverse proxies stand in front. */
  readonly trustProxy: number;
  /** Origins, beside the server's own, whose pages may use the API. */
  readonly allowedOrigins: readonly string[];
}

/**
 * Address of the client. Each proxy in front appends the address it was called from to `X-Forwarded-For`, so the
 * client's is that many places from the right; anything further left may have been made up by the client.
 */
export function clientAddress(request: IncomingMessage, trustProxy: number): string {
  const direct = request.socket.remoteAddress ?? 'unknown';
  if (trustProxy === 0) return direct;
  const forwarded = [request.headers['x-forwarded-for'] ?? []]
    .flat()
    .flatMap((line) => line.split(','))
    .map((address) => address.trim())
    .filter((address) => address !== '');
  return forwarded.at(-trustProxy) ?? forwarded[0] ?? direct;
}

/** The host that the client's URL named: what a trusted proxy says it was, else the `Host` header. */
function requestedHost(request: IncomingMessage, trustProxy: number): string | undefined {
  const forwarded = [request.headers['x-forwarded-host'] ?? []].flat()[0];
  const host = trustProxy > 0 && forwarded !== undefined ? forwarded : request.headers.host;
  return host?.toLowerCase();
}

/** Whether `origin` is one of `allowed`; both are compared as origins, so that a trailing slash doesn't matter. */
export function isListedOrigin(origin: string, allowed: readonly string[]): boolean {
  const wanted = originOf(origin);
  return wanted !== null && allowed.some((candidate) => originOf(candidate) === wanted);
}

function parseUrl(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}

function originOf(text: string): string | null {
  const url = parseUrl(text);
  return url === null || url.origin === 'null' ? null : url.origin;
}

/**
 * Whether the page that opens a WebSocket may do so. Browsers send `Origin` and don't hold WebSockets to the
 * same-origin policy, so the server must; other clients send none and have nothing to be protected from.
 */
export function mayOpenSocket(request: IncomingMessage, settings: ProxySettings): boolean {
  const { origin } = request.headers;
  if (origin === undefined) return true;
  if (isListedOrigin(origin, settings.allowedOrigins)) return true;
  const url = parseUrl(origin);
  const host = requestedHost(request, settings.trustProxy);
  return (
    url !== null &&
    host !== undefined &&
    url.host === host.replace(url.protocol === 'https:' ? /:443$/ : /:80$/, '')
  );
}
