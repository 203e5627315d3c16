import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Set on a request that one process hands on to another (SPEC.md, CO-64). */
export const forwardedHeader = 'x-choan-forwarded';

/**
 * Says for which client a request was handed on, in a way that only who has the secret can: the client's address, a
 * space, and an HMAC-SHA-256 (RFC 2104) over it and the request.
 */
export function createForwardedHeader(secret: string) {
  // A key of its own, so that nothing that was signed for one use counts in another.
  const key = createHmac('sha256', secret).update('choan: forwarded connections').digest();

  function sign(request: IncomingMessage, address: string): Buffer {
    const signed = [address, request.headers['sec-websocket-key'] ?? '', request.url ?? ''];
    return createHmac('sha256', key).update(JSON.stringify(signed)).digest();
  }

  return {
    /** The header's value for a request that came from `address`. */
    value: (request: IncomingMessage, address: string): string =>
      `${address} ${sign(request, address).toString('hex')}`,

    /** Address of the client for which another process handed the request on; null when none did. */
    clientAddress(request: IncomingMessage): string | null {
      const value = request.headers[forwardedHeader];
      if (typeof value !== 'string') return null;
      const separator = value.lastIndexOf(' ');
      const address = value.slice(0, Math.max(separator, 0));
      const signature = Buffer.from(value.slice(separator + 1), 'hex');
      const expected = sign(request, address);
      return signature.length === expected.length && timingSafeEqual(signature, expected) ? address : null;
    },
  };
}

export type ForwardedHeader = ReturnType<typeof createForwardedHeader>;
