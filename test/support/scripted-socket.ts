import type { SubscriptionSink, SubscriptionSocket } from '../../src/client/subscription-socket.ts';

/** One subscription as the server sees it. */
export interface ScriptedSubscription {
  readonly request: { variables: Record<string, unknown>; query?: string; extensions?: unknown };
  readonly sink: SubscriptionSink;
  closed: boolean;
}

/** A socket of the client's subscriptions on which nothing happens but what the test says. */
export class ScriptedSocket {
  readonly subscriptions: ScriptedSubscription[] = [];
  #arrived: () => void = () => undefined;

  /** What the client takes for its socket. */
  get asSocket(): SubscriptionSocket {
    const socket: Pick<SubscriptionSocket, 'subscribe'> = {
      subscribe: (request, sink) => {
        const subscription: ScriptedSubscription = { request, sink, closed: false };
        this.subscriptions.push(subscription);
        this.#arrived();
        return () => {
          subscription.closed = true;
        };
      },
    };
    return socket as SubscriptionSocket;
  }

  /** The subscription of this number, from 0, once there is one. */
  async subscription(number: number): Promise<ScriptedSubscription> {
    for (;;) {
      const found = this.subscriptions[number];
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => (this.#arrived = resolve));
    }
  }
}

/** GraphQL errors as an answer has them. */
export const failure = (code: string, extensions: object = {}) => [
  { message: code, extensions: { code, ...extensions } },
];
