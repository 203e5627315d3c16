import { startEmbeddedMongo } from '../../src/embedded-mongodb/index.ts';

/**
 * The embedded store as a process of its own, so that its memory can be measured: prints its connection string, then
 * answers each line on its standard input with its resident memory in bytes.
 */
const [, , path = '', at] = process.argv;
const server = await startEmbeddedMongo({ path, ...(at === 'port' ? { listen: { port: 0 } } : {}) });
process.stdout.write(`${server.uri}\n`);
process.stdin.on('data', () => {
  globalThis.gc?.();
  process.stdout.write(`${process.memoryUsage.rss()}\n`);
});
process.stdin.on('end', () => void server.stop());
