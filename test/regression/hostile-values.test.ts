import * as encoding from 'lib0/encoding';
import { afterEach, expect, it } from 'vitest';
import * as Y from 'yjs';
import { closeCodes } from '../../src/collaboration/close-codes.ts';
import { openCollaboration, type Collaboration, type RawClient } from '../support/collaboration.ts';
import { eventually } from '../support/editor.ts';

let at: Collaboration;
afterEach(() => at.drop());

const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);

/** An update with one item at the beginning of the text; `content` writes its content, of the type `info` says. */
function updateOfItem(
  client: number,
  info: number,
  content: (encoder: Y.UpdateEncoderV1) => void,
): Uint8Array {
  const encoder = new Y.UpdateEncoderV1();
  for (const number of [1, 1, client, 0]) encoding.writeVarUint(encoder.restEncoder, number);
  encoder.writeInfo(info);
  encoder.writeParentInfo(true);
  encoder.writeString('text');
  content(encoder);
  encoding.writeVarUint(encoder.restEncoder, 0);
  return encoder.toUint8Array();
}

/** An update with an `x` behind the first operation of another client. */
function updateBehind(client: number, other: number): Uint8Array {
  const encoder = new Y.UpdateEncoderV1();
  for (const number of [1, 1, client, 0]) encoding.writeVarUint(encoder.restEncoder, number);
  encoder.writeInfo(0x84);
  encoder.writeLeftID(Y.createID(other, 0));
  encoder.writeString('x');
  encoding.writeVarUint(encoder.restEncoder, 0);
  return encoder.toUint8Array();
}

/** What was sent has been looked at: the connection has ended, or answers. */
const lookedAt = (client: RawClient) => Promise.race([client.untilClosed(), client.roundTrip()]);

it.each([
  [
    'an embed that is nested 100,000 levels deep',
    updateOfItem(77, 5, ({ restEncoder }) => encoding.writeVarString(restEncoder, nested(100_000))),
  ],
  [
    'a format that is nested 100,000 levels deep',
    updateOfItem(77, 6, ({ restEncoder }) => {
      encoding.writeVarString(restEncoder, 'bold');
      encoding.writeVarString(restEncoder, nested(100_000));
    }),
  ],
  [
    'a document whose name is no text',
    updateOfItem(77, 9, (encoder) => {
      encoder.writeString('name');
      encoder.writeAny({ guid: { toString: null, valueOf: null } });
    }),
  ],
])('CO-9, CO-11: %s makes no hole, and the draft stays readable', async (_name, hostile) => {
  at = await openCollaboration();
  const draft = await at.draft();
  const [lee, first, second] = [
    await at.raw('lee', draft),
    await at.raw('kim', draft),
    await at.raw('kim', draft),
  ];
  await lee.untilAcknowledged(lee.type('가나다'));
  first.update(hostile);
  await lookedAt(first);
  second.update(updateBehind(78, 77));
  await lookedAt(second);
  await at.engine.rooms.hold([draft.id], () => Promise.resolve());
  for (const client of [lee, first, second]) client.destroy();
  await eventually(
    'the room is closed',
    () => !at.engine.rooms.isOpen(draft.id),
    (check) => {
      const timer = setInterval(check, 10);
      return () => clearInterval(timer);
    },
  );
  const han = await at.raw('han', draft);
  expect(han.text).toBe('가나다');
  expect(first.closed?.code).toBe(closeCodes.malformed);
});

it('CO-21: a presence state that is nested too deeply to be passed on is refused', async () => {
  at = await openCollaboration();
  const draft = await at.draft();
  const [kim, lee] = [await at.raw('kim', draft), await at.raw('lee', draft)];
  const states = encoding.createEncoder();
  for (const number of [1, 77, 1]) encoding.writeVarUint(states, number);
  encoding.writeVarString(states, `{"a":${nested(8000)}}`);
  const message = encoding.createEncoder();
  encoding.writeVarUint(message, 1);
  encoding.writeVarUint8Array(message, encoding.toUint8Array(states));
  kim.send(encoding.toUint8Array(message));
  expect((await kim.untilClosed()).code).toBe(closeCodes.malformed);
  await lee.roundTrip();
});
