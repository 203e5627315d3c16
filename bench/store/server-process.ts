/**
 * A server in a process of its own: the store as it ships (compiled, in its worker thread), or the empty one. Its parent
 * learns the connection string, may ask for memory, and ends it with 'stop'.
 */
import { readFileSync } from 'node:fs';
import type * as EmbeddedStore from '../../src/embedded-mongodb/index.ts';
import { startEmptyServer } from './empty-server.ts';

export type ServerReport =
  { kind: 'ready'; uri: string } | { kind: 'memory'; anonymous: number; mapped: number };

const tell = (report: ServerReport): void => void process.send!(report);

/** Resident bytes: the process's own, and pages of files (LMDB's map, which the system takes back when it needs them). */
function memory(): { anonymous: number; mapped: number } {
  let status = '';
  try {
    status = readFileSync('/proc/self/status', 'utf8');
  } catch {
    return { anonymous: process.memoryUsage.rss(), mapped: 0 };
  }
  const kilobytes = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0);
  return { anonymous: kilobytes('RssAnon') * 1024, mapped: kilobytes('RssFile') * 1024 };
}

const [kind, path] = process.argv.slice(2);
let stop: () => Promise<unknown>;
if (kind === 'empty') {
  const server = await startEmptyServer(path!);
  stop = () => Promise.resolve(server.close());
  tell({ kind: 'ready', uri: `mongodb://${encodeURIComponent(path!)}/?directConnection=true` });
} else {
  const compiled = new URL('../../dist/embedded-mongodb/index.js', import.meta.url).href;
  const { startEmbeddedMongo } = (await import(compiled)) as typeof EmbeddedStore;
  const server = await startEmbeddedMongo({ path: path! });
  stop = () => server.stop();
  tell({ kind: 'ready', uri: server.uri });
}

process.on('message', (message) => {
  if (message === 'memory') tell({ kind: 'memory', ...memory() });
  else void stop().finally(() => process.exit(0));
});
process.on('disconnect', () => process.exit(1));
