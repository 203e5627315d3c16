import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { Keeper } from '../../src/transport/socket.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const interval = 15_000;

/** As much of a socket as its keeper sees; tells how often it was pinged and whether it was cut off. */
class KeptSocket extends EventEmitter {
  readonly OPEN = WebSocket.OPEN;
  readyState: number = WebSocket.OPEN;
  pings = 0;
  cutOff = false;

  ping(): void {
    this.pings += 1;
  }

  terminate(): void {
    this.cutOff = true;
    this.emit('close');
  }
}

function keep(keeper: Keeper): KeptSocket {
  const socket = new KeptSocket();
  keeper.keep(socket as unknown as WebSocket);
  return socket;
}

it('pings each socket at the interval, and cuts off the one that leaves a ping unanswered for as long', () => {
  const keeper = new Keeper(interval);
  const answering = keep(keeper);
  vi.advanceTimersByTime(interval / 2);
  const silent = keep(keeper);
  vi.advanceTimersByTime(interval / 2);
  expect([answering.pings, silent.pings]).toEqual([1, 0]);
  answering.emit('pong');
  vi.advanceTimersByTime(interval);
  answering.emit('pong');
  expect([answering.pings, silent.pings]).toEqual([2, 1]);
  expect(silent.cutOff).toBe(false);
  vi.advanceTimersByTime(interval);
  expect([answering.pings, silent.pings]).toEqual([3, 1]);
  expect(silent.cutOff).toBe(true);
  expect(answering.cutOff).toBe(false);
  keeper.stop();
});

it('pings nobody who is closed or being closed, and does nothing once it is stopped', () => {
  const keeper = new Keeper(interval);
  const [open, closing, closed] = [keep(keeper), keep(keeper), keep(keeper)];
  closing.readyState = WebSocket.CLOSING;
  closed.emit('close');
  vi.advanceTimersByTime(interval);
  expect([open.pings, closing.pings, closed.pings]).toEqual([1, 0, 0]);
  open.emit('pong');
  keeper.stop();
  vi.advanceTimersByTime(3 * interval);
  expect([open.pings, closing.cutOff, closed.cutOff]).toEqual([1, false, false]);
});
