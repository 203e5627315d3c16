import { parseArgs } from 'node:util';
import { StoreError } from './engine/store-format.ts';
import { runServer } from './server.ts';

const USAGE = 'usage: store --path DIRECTORY [--port PORT]';

/** Runs the server alone, on loopback, until SIGINT or SIGTERM. Prints its connection string on a line of its own. */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { path: { type: 'string' }, port: { type: 'string', default: '27017' } },
  });
  const port = Number(values.port);
  if (values.path === undefined || !Number.isInteger(port) || port < 0 || port > 65_535) {
    console.error(USAGE);
    return 2;
  }
  const server = await runServer(values.path, { port });
  console.log(server.uri);
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  await server.stop();
  return 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  const expected = error instanceof StoreError || (error as NodeJS.ErrnoException).code !== undefined;
  if (!expected) throw error;
  console.error((error as Error).message);
  process.exitCode = 1;
}
