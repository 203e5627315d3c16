import type { LookupAddress } from 'node:dns';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createSender, type Lookup, type SenderOptions } from '../../src/domain/webhook/sender.ts';
import { openReceiver, type Receiver } from '../support/receiver.ts';

let receiver: Receiver;
beforeAll(async () => {
  receiver = await openReceiver();
});
beforeEach(() => void receiver.received.splice(0));
afterAll(() => receiver.close());

/** A name server that knows one answer. */
const answering =
  (...addresses: string[]): Lookup =>
  (_host, _options, callback) => {
    const found: LookupAddress[] = addresses.map((address) => ({
      address,
      family: address.includes(':') ? 6 : 4,
    }));
    callback(null, found);
  };

const send = (url: string, options: Partial<SenderOptions> = {}) =>
  createSender({ privateAddresses: false, timeout: 2000, ...options }).send({
    url,
    headers: {},
    body: '{}',
    signal: new AbortController().signal,
  });

describe('WH-7: a request', () => {
  it.each([
    ['127.0.0.1'],
    ['::1'],
    ['::ffff:127.0.0.1'],
    ['169.254.169.254'],
    ['10.0.0.1'],
    ['fd00::1'],
    // One that is public doesn't cover for one that isn't.
    ['93.184.216.34', '127.0.0.1'],
  ])('is not sent to a name that stands for %s', async (...addresses) => {
    const connections: unknown[] = [];
    const server = createServer((socket) => connections.push(socket.destroy()));
    await new Promise<void>((resolve) => server.listen(0, resolve));
    const { port } = server.address() as AddressInfo;
    const result = await send(`https://hook.example.org:${port}/`, { lookup: answering(...addresses) });
    expect(result).toEqual({ failure: 'The host is not at a public address.' });
    expect(connections).toEqual([]);
    await new Promise((resolve) => server.close(resolve));
  });

  it('is not sent to a name that the system finds on this machine', async () => {
    expect(await send(`https://localhost:${receiver.port}/`)).toEqual({
      failure: 'The host is not at a public address.',
    });
  });

  it.each([
    ['https://127.0.0.1/', 'The URL must be a public address.'],
    ['https://[::ffff:7f00:1]/', 'The URL must be a public address.'],
    ['http://example.org/', 'The URL must start with https://.'],
  ])('is not sent to %s, even if it was registered when that was allowed', async (url, failure) => {
    expect(await send(url)).toEqual({ failure });
  });

  it('is sent where private addresses are allowed, to the address that the name stands for', async () => {
    const lookup = answering('127.0.0.1');
    const url = `http://hook.example.org:${receiver.port}/`;
    expect(await send(url, { privateAddresses: true, lookup })).toEqual({ status: 204 });
    expect(receiver.received).toHaveLength(1);
    expect(receiver.received[0]?.headers.host).toBe(`hook.example.org:${receiver.port}`);
  });

  it('does not follow a redirect', async () => {
    receiver.answer({ status: 307, headers: { location: receiver.url } });
    expect(await send(receiver.url, { privateAddresses: true })).toEqual({ status: 307 });
    expect(receiver.received).toHaveLength(1);
  });

  it('reads nothing of an answer but its status', async () => {
    let written = 0;
    const endless = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.write('HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n\r\n');
      const more = () => {
        if (socket.destroyed) return;
        written += 65_536;
        if (socket.write(Buffer.alloc(65_536, 'x'))) setImmediate(more);
        else socket.once('drain', more);
      };
      more();
    });
    await new Promise<void>((resolve) => endless.listen(0, '127.0.0.1', resolve));
    const { port } = endless.address() as AddressInfo;
    expect(await send(`http://127.0.0.1:${port}/`, { privateAddresses: true })).toEqual({ status: 200 });
    // Closes once the sender has closed its connection, and never if it read on.
    await new Promise((resolve) => endless.close(resolve));
    expect(written).toBeGreaterThan(0);
  });

  it.each([
    'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n',
    'HTTP/1.1 101 X\r\n\r\n',
  ])('ends with what switches to another protocol: %j', async (answer) => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.write(answer));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const result = await send(`http://127.0.0.1:${port}/`, { privateAddresses: true });
    expect(result).toEqual({ status: 101 });
    // Closes once the sender has closed its connection.
    await new Promise((resolve) => server.close(resolve));
  });

  it('says why there was no answer', async () => {
    const options = { privateAddresses: true };
    expect(await send('http://127.0.0.1:1/', options)).toEqual({
      failure: 'There was no connection (ECONNREFUSED).',
    });
    receiver.answer('hang');
    expect(await send(receiver.url, { ...options, timeout: 50 })).toEqual({
      failure: 'There was no answer within 0.05 s.',
    });
    expect(await send('http://hook.example.org/', { ...options, lookup: answering() })).toEqual({
      failure: 'There was no connection (ENOTFOUND).',
    });
  });
});
