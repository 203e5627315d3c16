import { ChoanError } from './errors.ts';
import type { WebSocketConstructor } from './options.ts';

/** In the place of a socket that could not be made: fails as one does that could not be opened. */
class UnmadeSocket {
  /** `WebSocket.CLOSED`. */
  readonly readyState = 3;
  onerror: ((error: ChoanError) => void) | null = null;

  constructor(error: ChoanError) {
    // Who makes a socket listens to it right afterwards.
    queueMicrotask(() => this.onerror?.(error));
  }

  close(): void {
    // It never was open.
  }
}

/**
 * An implementation that can be closed at any time, and whose constructor doesn't throw. `ws` emits an error at who closes
 * a socket that is being opened, which ends a Node process when nobody listens, as graphql-ws no longer does then; and what
 * a constructor throws, e.g. for an address that it doesn't like, graphql-ws tells nobody.
 */
export function guarded(implementation: WebSocketConstructor): WebSocketConstructor {
  return new Proxy(implementation, {
    construct(target, parameters: ConstructorParameters<WebSocketConstructor>) {
      try {
        const socket = new target(...parameters);
        (socket as Partial<EventTarget>).addEventListener?.('error', () => undefined);
        return socket;
      } catch (cause) {
        const reason = cause instanceof Error ? cause.message : String(cause);
        return new UnmadeSocket(
          new ChoanError('BAD_REQUEST', `There can be no WebSocket: ${reason}`, { cause }),
        );
      }
    },
  });
}
