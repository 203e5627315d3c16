import * as encoding from 'lib0/encoding';
import { toFrame } from './socket.ts';

/**
 * How a server speaks the y-websocket protocol. Hocuspocus puts the room's name before every message, wants to be told
 * a token first, and has message types of its own.
 */
export type Dialect = 'y-websocket' | 'hocuspocus';

/** Where a client joins a room. */
export interface RoomAddress {
  readonly url: string;
  readonly dialect: Dialect;
  readonly room: string;
}

export const messageTypes = { sync: 0, awareness: 1, denied: 2, syncReply: 4 } as const;
export const syncTypes = { step1: 0, step2: 1, update: 2 } as const;

/** Makes the frames that go to one room. */
export class FrameWriter {
  readonly #dialect: Dialect;
  readonly #room: string;
  /** Bytes before every message, in both directions. */
  readonly prefixLength: number;

  constructor({ dialect, room }: RoomAddress) {
    this.#dialect = dialect;
    this.#room = room;
    this.prefixLength = dialect === 'hocuspocus' ? encoding.encode(writeName(room)).length : 0;
  }

  /** The first frame, if the server wants to know who comes; null for one that reads it from the URL. */
  authentication(): Buffer | null {
    if (this.#dialect !== 'hocuspocus') return null;
    return this.#frame((encoder) => {
      encoding.writeVarUint(encoder, 2);
      encoding.writeVarUint(encoder, 0);
      encoding.writeVarString(encoder, 'token');
    });
  }

  sync(type: keyof typeof syncTypes, payload: Uint8Array): Buffer {
    return this.#frame((encoder) => {
      encoding.writeVarUint(encoder, messageTypes.sync);
      encoding.writeVarUint(encoder, syncTypes[type]);
      encoding.writeVarUint8Array(encoder, payload);
    });
  }

  awareness(client: number, clock: number, state: unknown): Buffer {
    return this.#frame((encoder) => {
      encoding.writeVarUint(encoder, messageTypes.awareness);
      const states = encoding.encode((inner) => {
        encoding.writeVarUint(inner, 1);
        encoding.writeVarUint(inner, client);
        encoding.writeVarUint(inner, clock);
        encoding.writeVarString(inner, JSON.stringify(state));
      });
      encoding.writeVarUint8Array(encoder, states);
    });
  }

  #frame(write: (encoder: encoding.Encoder) => void): Buffer {
    return toFrame(
      encoding.encode((encoder) => {
        if (this.#dialect === 'hocuspocus') encoding.writeVarString(encoder, this.#room);
        write(encoder);
      }),
    );
  }
}

const writeName = (room: string) => (encoder: encoding.Encoder) => encoding.writeVarString(encoder, room);

/** Reads numbers out of a message, without an object for each. */
export class Cursor {
  bytes: Uint8Array = new Uint8Array(0);
  at = 0;

  /** lib0's variable-length unsigned integer. */
  varUint(): number {
    let value = 0;
    let factor = 1;
    for (;;) {
      const byte = this.bytes[this.at++]!;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
      factor *= 128;
    }
  }
}
