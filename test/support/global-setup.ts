import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';
import { startEmbeddedMongo } from '../../src/embedded-mongodb/index.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Server that the suite runs against: `MONGODB_URI`, or an embedded one of this run. */
    mongodbUri: string;
    /** Answers once dist/ is compiled; see `compiled.ts`. */
    compilerUrl: string;
  }
}

const root = fileURLToPath(new URL('../../', import.meta.url));

type Stop = () => Promise<void>;

/** What test files share in a run: a database server, and what src/ compiles to. */
export default async function setup(project: TestProject): Promise<Stop> {
  const stops = [await provideDatabase(project), await provideCompiler(project)];
  return async () => {
    for (const stop of stops) await stop();
  };
}

/** One database server for the whole run; every test file uses databases of its own on it. */
async function provideDatabase(project: TestProject): Promise<Stop> {
  const external = process.env['MONGODB_URI'];
  if (external !== undefined && external !== '') {
    project.provide('mongodbUri', external);
    return () => Promise.resolve();
  }
  const path = await mkdtemp(join(tmpdir(), 'choan-test-'));
  const server = await startEmbeddedMongo({ path });
  project.provide('mongodbUri', server.uri);
  return async () => {
    await server.stop();
    await rm(path, { recursive: true, force: true });
  };
}

/** Compiles when a test file asks for it, as most that are run by themselves don't, and once for all of them. */
async function provideCompiler(project: TestProject): Promise<Stop> {
  let compilation: Promise<unknown> | null = null;
  // In watch mode: src/ may be another one since.
  project.onTestsRerun(() => {
    compilation = null;
  });
  const server = createServer((_request, response) => {
    compilation ??= promisify(execFile)(process.execPath, ['src/bootstrap.mjs', 'build'], { cwd: root });
    compilation.then(
      () => response.end(),
      (error: Error & { stdout?: string }) => response.writeHead(500).end(error.stdout ?? error.message),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  project.provide('compilerUrl', `http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  return async () => {
    server.close();
    server.closeAllConnections();
    await compilation?.catch(() => undefined);
  };
}
