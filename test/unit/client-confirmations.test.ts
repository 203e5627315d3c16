import { describe, expect, it } from 'vitest';
import { Confirmations } from '../../src/client/confirmations.ts';
import { parseDenial, refusalOfClose } from '../../src/client/status.ts';

const bytes = (...values: number[]) => Uint8Array.from(values);
const [first, second, third] = [bytes(1, 1, 1), bytes(1, 1, 2), bytes(1, 1, 3)];
const nothing = bytes(0, 0);

describe('Confirmations', () => {
  it('wait for the echo of every update, whatever others send meanwhile', () => {
    const confirmations = new Confirmations(false);
    expect(confirmations.complete).toBe(true);
    confirmations.sentUpdate(first);
    confirmations.sentUpdate(second);
    confirmations.received(third);
    confirmations.received(first.slice());
    expect(confirmations.complete).toBe(false);
    confirmations.received(second.slice());
    expect(confirmations.complete).toBe(true);
  });

  it('take one echo for one update of two that are alike', () => {
    const confirmations = new Confirmations(false);
    confirmations.sentUpdate(first);
    confirmations.sentUpdate(first.slice());
    confirmations.received(first);
    expect(confirmations.complete).toBe(false);
    confirmations.received(first);
    expect(confirmations.complete).toBe(true);
  });

  it('do not take the echo of a later update for that of one that was dropped', () => {
    const confirmations = new Confirmations(false);
    confirmations.sentUpdate(first);
    confirmations.sentUpdate(second);
    confirmations.received(second);
    expect(confirmations.complete).toBe(false);
    // The server asks for what it lacks, and the answer makes up for the one that was dropped.
    confirmations.sentAnswer(third, true);
    confirmations.sentUpdate(second);
    confirmations.received(third);
    expect(confirmations.complete).toBe(false);
    confirmations.received(second);
    expect(confirmations.complete).toBe(true);
  });

  it('are complete by the echo of an answer that is equal to the update that was dropped', () => {
    const confirmations = new Confirmations(false);
    confirmations.sentUpdate(first);
    confirmations.sentAnswer(first.slice(), true);
    confirmations.received(first.slice());
    expect(confirmations.complete).toBe(true);
  });

  it('know nothing of what was under way when the connection ended, until an answer is echoed', () => {
    const confirmations = new Confirmations(false);
    confirmations.sentUpdate(first);
    confirmations.disconnected();
    confirmations.received(first);
    expect(confirmations.complete).toBe(false);
    confirmations.sentAnswer(second, false);
    expect(confirmations.complete).toBe(false);
    confirmations.received(second);
    expect(confirmations.complete).toBe(true);
  });

  it('count changes without a connection, and content that a document began with', () => {
    for (const confirmations of [new Confirmations(true), new Confirmations(false)]) {
      confirmations.changedOffline();
      confirmations.disconnected();
      expect(confirmations.complete).toBe(false);
      confirmations.sentAnswer(first, true);
      confirmations.received(first);
      expect(confirmations.complete).toBe(true);
    }
  });

  it('wait for no echo of what has nothing in it, or of an answer that repeats what is known', () => {
    const confirmations = new Confirmations(false);
    confirmations.sentUpdate(nothing);
    confirmations.sentAnswer(nothing, false);
    confirmations.sentAnswer(first, false);
    expect(confirmations.complete).toBe(true);
    const begun = new Confirmations(true);
    // An empty answer: the server lacks nothing of what the document began with.
    begun.sentAnswer(nothing, false);
    expect(begun.complete).toBe(true);
  });
});

describe('what the server says', () => {
  it.each([
    ['FROZEN: In review.', 'FROZEN', 'In review.'],
    ['READ_ONLY: you may read: no more', 'READ_ONLY', 'you may read: no more'],
    ['UNFROZEN:', 'UNFROZEN', ''],
    ['NOT_FOUND: two\nlines', 'NOT_FOUND', 'two\nlines'],
    ['no code at all', 'OTHER', 'no code at all'],
    ['Not a code: at all', 'OTHER', 'Not a code: at all'],
    ['', 'OTHER', ''],
  ])('%j has a code and a reason', (text, code, reason) => {
    expect(parseDenial(text)).toEqual({ code, reason });
  });

  it.each([
    [4400, 'MALFORMED'],
    [4401, 'UNAUTHENTICATED'],
    [4403, 'OTHER'],
    [4404, 'NOT_FOUND'],
    [4413, 'TOO_LARGE'],
    [4499, 'OTHER'],
    [4500, null],
    [4508, null],
    [1012, null],
    [1006, null],
    [0, null],
  ])('close code %i', (code, refusal) => {
    expect(refusalOfClose(code)).toBe(refusal);
  });
});
