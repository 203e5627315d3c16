import { FrameSocket, toFrame } from '../collab/socket.ts';
import { now, titleInJson } from './messages.ts';

/** One event for one subscription. */
export interface Delivery {
  /** Of the change that it tells of. */
  readonly change: number;
  readonly at: number;
  /** Whether the task in it has the title that the change gave it. */
  readonly current: boolean;
}

const frameOf = (message: object): Buffer => toFrame(Buffer.from(JSON.stringify(message)), 1);

/** A socket that speaks graphql-transport-ws, with subscriptions to changes of key tasks on it. */
export class Subscriber {
  readonly #socket: FrameSocket;
  readonly #listeners: ((delivery: Delivery) => void)[] = [];
  #acknowledged: () => void = () => undefined;

  private constructor(socket: FrameSocket) {
    this.#socket = socket;
    socket.onFrame = (payload) => this.#receive(payload);
    socket.onEnd = (code) => {
      throw new Error(`A server ends a connection (${code ?? 'without a close frame'}).`);
    };
  }

  static async connect(address: string, token: string): Promise<Subscriber> {
    const url = `${address.replace('http', 'ws')}/graphql`;
    const subscriber = new Subscriber(
      await FrameSocket.connect(url, { subprotocol: 'graphql-transport-ws' }),
    );
    const acknowledged = new Promise<void>((resolve) => {
      subscriber.#acknowledged = resolve;
    });
    const payload = { authorization: `Bearer ${token}` };
    subscriber.#socket.send(frameOf({ type: 'connection_init', payload }));
    await acknowledged;
    return subscriber;
  }

  /** The document must ask for the event's `title` first, and then for that of its `keyTask`. */
  subscribe(payload: object, listener: (delivery: Delivery) => void): void {
    this.#listeners.push(listener);
    const id = String(this.#listeners.length - 1);
    this.#socket.send(frameOf({ id, type: 'subscribe', payload }));
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #receive(payload: Buffer): void {
    const at = now();
    // Everything that is looked at is ASCII.
    const text = payload.toString('latin1');
    if (text.startsWith('{"type":"connection_ack"')) {
      this.#acknowledged();
      return;
    }
    // Servers send ids as they got them, and first.
    const id = /^\{"id":"(\d+)","type":"next"/.exec(text)?.[1];
    const listener = id === undefined ? undefined : this.#listeners[Number(id)];
    const first = text.indexOf(titleInJson);
    if (listener === undefined || first === -1 || text.includes('"errors":'))
      throw new Error(`A server says: ${text.slice(0, 500)}`);
    const change = numberAt(text, first);
    const second = text.indexOf(titleInJson, first + 1);
    listener({ change, at, current: second !== -1 && numberAt(text, second) === change });
  }
}

const numberAt = (text: string, at: number): number => parseInt(text.slice(at + titleInJson.length), 10);
