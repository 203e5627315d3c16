import * as encoding from 'lib0/encoding';
import { describe, expect, it } from 'vitest';
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate } from 'y-protocols/awareness';
import * as Y from 'yjs';
import {
  awarenessMessage,
  deniedMessage,
  heartbeatMessage,
  MalformedMessageError,
  readMessage,
  step1Message,
  step2Message,
  TooLargeMessageError,
  updateMessage,
} from '../../src/collaboration/protocol.ts';

const bytes = (...values: number[]) => Uint8Array.from(values);

/** An awareness message as a stock client writes it. */
function awarenessOf(...states: readonly (readonly [number, number, string])[]): Uint8Array {
  const payload = encoding.createEncoder();
  encoding.writeVarUint(payload, states.length);
  for (const [client, clock, json] of states) {
    encoding.writeVarUint(payload, client);
    encoding.writeVarUint(payload, clock);
    encoding.writeVarString(payload, json);
  }
  const message = encoding.createEncoder();
  encoding.writeVarUint(message, 1);
  encoding.writeVarUint8Array(message, encoding.toUint8Array(payload));
  return encoding.toUint8Array(message);
}

describe('messages of the collaboration protocol', () => {
  it('reads what it writes', () => {
    const doc = new Y.Doc();
    doc.clientID = 5;
    doc.getText('text').insert(0, '글');
    expect(readMessage(step1Message(Y.encodeStateVector(doc)))).toEqual({
      type: 'step1',
      stateVector: new Map([[5, 1]]),
    });
    const update = Y.encodeStateAsUpdate(doc);
    expect(readMessage(step2Message(update))).toEqual({ type: 'step2', update });
    expect(readMessage(updateMessage(update))).toEqual({ type: 'update', update });
    const entries = [
      { client: 7, clock: 3, state: { cursor: 1 } },
      { client: 8, clock: 0, state: null },
    ];
    expect(readMessage(awarenessMessage(entries))).toEqual({ type: 'awareness', entries });
    expect(readMessage(bytes(3))).toEqual({ type: 'queryAwareness' });
  });

  it('reads and writes presence as y-protocols does', () => {
    const awareness = new Awareness(new Y.Doc());
    awareness.setLocalState({ cursor: { anchor: 2 } });
    const message = encoding.createEncoder();
    encoding.writeVarUint(message, 1);
    encoding.writeVarUint8Array(message, encodeAwarenessUpdate(awareness, [awareness.clientID]));
    const read = readMessage(encoding.toUint8Array(message));
    expect(read).toMatchObject({
      entries: [{ client: awareness.clientID, state: { cursor: { anchor: 2 } } }],
    });
    const other = new Awareness(new Y.Doc());
    // The message without its type and length.
    const states = awarenessMessage([{ client: 9, clock: 4, state: { name: '가' } }]);
    applyAwarenessUpdate(other, states.slice(2), null);
    expect(other.getStates().get(9)).toEqual({ name: '가' });
    awareness.destroy();
    other.destroy();
  });

  it('CO-24: the heartbeat is an empty awareness message', () => {
    expect([...heartbeatMessage]).toEqual([1, 1, 0]);
  });

  it('keeps no part of the frame', () => {
    const frame = updateMessage(bytes(0, 0));
    const message = readMessage(frame);
    frame.fill(9);
    expect(message).toEqual({ type: 'update', update: bytes(0, 0) });
  });

  it.each([
    ['nothing', bytes()],
    ['an unknown type', bytes(4)],
    ['a denied message, which only the server sends', deniedMessage('no')],
    ['an unknown sync type', bytes(0, 3, 0)],
    ['a length beyond the frame', bytes(0, 2, 5, 0, 0)],
    ['bytes after an update', bytes(0, 2, 2, 0, 0, 0)],
    ['bytes after a query', bytes(3, 0)],
    ['a state vector that ends early', bytes(0, 0, 2, 2, 1)],
    ['a number that never ends', new Uint8Array(40).fill(255)],
    ['presence that is no JSON', awarenessOf([1, 1, '{'])],
    ['presence that is a list', awarenessOf([1, 1, '[]'])],
    ['presence that is a number', awarenessOf([1, 1, '1'])],
    ['a clock that can only go on wrongly', awarenessOf([1, 2 ** 41, '{}'])],
    ['too many states', awarenessOf(...Array.from({ length: 1001 }, (_, n) => [n, 1, 'null'] as const))],
    ['fewer states than it says', bytes(1, 1, 3)],
  ])('refuses %s', (_name, frame) => {
    expect(() => readMessage(frame)).toThrow(MalformedMessageError);
  });

  it.each([
    ['16 KiB', 'x'.repeat(16 * 1024)],
    ['16 KiB in UTF-8', '가'.repeat(6000)],
  ])('CO-21: refuses a state above %s as too large', (_name, text) => {
    expect(() => readMessage(awarenessOf([1, 1, JSON.stringify({ text })]))).toThrow(TooLargeMessageError);
  });
});
