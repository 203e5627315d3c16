import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startEmbeddedMongo } from '../../src/embedded-mongodb/index.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Server that the suite runs against: `MONGODB_URI`, or an embedded one of this run. */
    mongodbUri: string;
  }
}

/** One database server for the whole run; every test file uses databases of its own on it. */
export default async function setup(project: TestProject) {
  const external = process.env['MONGODB_URI'];
  if (external !== undefined && external !== '') {
    project.provide('mongodbUri', external);
    return undefined;
  }
  const path = await mkdtemp(join(tmpdir(), 'choan-test-'));
  const server = await startEmbeddedMongo({ path });
  project.provide('mongodbUri', server.uri);
  return async () => {
    await server.stop();
    await rm(path, { recursive: true, force: true });
  };
}
