import { Cursor, FrameWriter, messageTypes, syncTypes, type RoomAddress } from './protocol.ts';
import { FrameSocket } from './socket.ts';

const nothing = Uint8Array.of(0, 0);
const emptyStateVector = Uint8Array.of(0);
const cursor = new Cursor();

/** Set by who measures: told when a server ends a connection or refuses something, so that nothing more will come. */
export const failures: { report: (error: Error) => void } = {
  report: (error) => {
    throw error;
  },
};

/** Gets bytes of a message's content; of a large one only the beginning, `length` is that of all of it. */
type ContentListener = (content: Uint8Array, length: number) => void;

/** A member who has a room open: joins as a stock client does, then says only what the benchmark has it say. */
export class Client {
  readonly frames: FrameWriter;
  readonly #socket: FrameSocket;
  /** Content of others, or the server's word that one's own is stored. */
  onUpdate: ContentListener = () => undefined;
  /** The room's content, as the answer to a step 1. */
  onContent: ContentListener = () => undefined;
  onAwareness: ContentListener = () => undefined;

  private constructor(socket: FrameSocket, frames: FrameWriter, describe: string) {
    this.#socket = socket;
    this.frames = frames;
    socket.onFrame = (payload, length) => this.#receive(payload, length);
    socket.onEnd = (code) => {
      failures.report(
        new Error(`${describe}: the server ends a connection (${code ?? 'without a close frame'}).`),
      );
    };
  }

  /** Connects without asking for anything. */
  static async connect(address: RoomAddress, options: { keepsAll?: boolean } = {}): Promise<Client> {
    const socket = await FrameSocket.connect(address.url, options);
    const frames = new FrameWriter(address);
    const client = new Client(socket, frames, `${address.dialect} ${address.room}`);
    const authentication = frames.authentication();
    if (authentication !== null) socket.send(authentication);
    return client;
  }

  /** Connects, asks for the content, and resolves when it has come. */
  static async join(address: RoomAddress): Promise<Client> {
    const client = await Client.connect(address);
    await client.sync();
    return client;
  }

  /** Asks for all of the content. Resolves with the answer's length, when everything sent before was taken in. */
  sync(): Promise<number> {
    return new Promise((resolve) => {
      const listener = this.onContent;
      this.onContent = (content, length) => {
        this.onContent = listener;
        listener(content, length);
        resolve(length);
      };
      this.#socket.send(this.frames.sync('step1', emptyStateVector));
    });
  }

  /** Sends a frame made by {@link frames}. */
  send(frame: Uint8Array): void {
    this.#socket.send(frame);
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #receive(payload: Buffer, length: number): void {
    cursor.bytes = payload;
    cursor.at = this.frames.prefixLength;
    const type = cursor.varUint();
    if (type === messageTypes.sync || type === messageTypes.syncReply) {
      const syncType = cursor.varUint();
      const size = cursor.varUint();
      if (syncType === syncTypes.update) this.onUpdate(payload.subarray(cursor.at, cursor.at + size), size);
      else if (syncType === syncTypes.step2) this.onContent(payload.subarray(cursor.at), size);
      else this.#socket.send(this.frames.sync('step2', nothing));
    } else if (type === messageTypes.awareness) {
      const size = cursor.varUint();
      this.onAwareness(payload.subarray(cursor.at), size);
    } else if (type === messageTypes.denied && this.frames.prefixLength === 0) {
      failures.report(new Error(`The server refuses: ${payload.toString('utf8')} (${length} bytes).`));
    }
  }
}
