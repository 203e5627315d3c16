#!/usr/bin/env node
import { ExportError } from '../bundle/collect.ts';
import { ConfigurationError } from '../config.ts';
import { StoreError } from '../embedded-mongodb/index.ts';
import { badUsage, failed, USAGE, UsageError } from './usage.ts';

type Command = (parameters: readonly string[]) => Promise<number>;

/** Each is loaded when it is called: who checks a bundle needs no database. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  backup: async () => (await import('./backup.ts')).backup,
  restore: async () => (await import('./backup.ts')).restore,
  export: async () => (await import('./export.ts')).exportPlan,
  'audit-log': async () => (await import('./audit-log.ts')).auditLog,
  audit: async () => (await import('./audit.ts')).audit,
  verify: async () => (await import('./verify.ts')).verify,
};

/** True for what a person can do something about: a file, a server or data that isn't as it should be. */
function isExpected(error: unknown): error is Error {
  if (error instanceof StoreError || error instanceof ExportError) return true;
  // Of the system (ENOENT), or of the driver (a server that doesn't answer).
  return (
    error instanceof Error &&
    ((error as NodeJS.ErrnoException).code !== undefined || /^Mongo/.test(error.name))
  );
}

try {
  const [name, ...parameters] = process.argv.slice(2);
  const load = name !== undefined && Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (load === undefined) throw new UsageError(name === undefined ? '' : `There is no command ${name}.`);
  process.exitCode = await (await load())(parameters);
} catch (error) {
  if (error instanceof UsageError) {
    console.error(error.message === '' ? USAGE : `${error.message}\n${USAGE}`);
    process.exitCode = badUsage;
  } else if (error instanceof ConfigurationError) {
    console.error(error.message);
    process.exitCode = badUsage;
  } else if (isExpected(error)) {
    console.error(error.message);
    process.exitCode = failed;
  } else throw error;
}
