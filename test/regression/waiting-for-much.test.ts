import * as encoding from 'lib0/encoding';
import { afterEach, expect, it } from 'vitest';
import { decodeUpdate } from '../../src/collaboration/decoded-update.ts';
import { KnownContent } from '../../src/collaboration/known-content.ts';
import { openCollaboration, type Collaboration } from '../support/collaboration.ts';

let at: Collaboration | null = null;
afterEach(async () => {
  await at?.drop();
  at = null;
});

/** Deletes every other operation, so many of each client, and brings none. */
function deletions(clients: number, ofEach: number): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, 0);
  encoding.writeVarUint(encoder, clients);
  for (let client = clients; client > 0; client -= 1) {
    encoding.writeVarUint(encoder, client);
    encoding.writeVarUint(encoder, ofEach);
    for (let index = 0; index < ofEach; index += 1) {
      encoding.writeVarUint(encoder, 2 * index);
      encoding.writeVarUint(encoder, 1);
    }
  }
  return encoding.toUint8Array(encoder);
}

it('CO-11: of each client one operation is waited for, however many are missing', () => {
  const { missing } = new KnownContent().difference(decodeUpdate(deletions(2, 100_000)), () => false);
  expect(missing).toEqual([
    { client: 2, clock: 0 },
    { client: 1, clock: 0 },
  ]);
});

it('CO-9: who says that operations of very many clients are missing is sent away, for good', async () => {
  at = await openCollaboration();
  const draft = await at.draft();
  const [kim, lee] = [await at.raw('kim', draft), await at.raw('lee', draft)];
  kim.step2(deletions(500, 1));
  await kim.roundTrip();
  expect(kim.closed).toBeNull();
  kim.step2(deletions(501, 1));
  expect((await kim.untilClosed()).code).toBe(4400);
  await lee.untilAcknowledged(lee.type('가'));
});
