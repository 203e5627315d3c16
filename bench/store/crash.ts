/**
 * The crash test in full: a server under load is killed again and again, and each time what it had acknowledged has to
 * be there, whole, with indexes that agree. The test itself is test/integration/embedded-store-crash.test.ts.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { kills: { type: 'string', default: '100' } } });
const root = fileURLToPath(new URL('../../', import.meta.url));
const { status } = spawnSync(
  process.execPath,
  ['node_modules/vitest/vitest.mjs', 'run', 'test/integration/embedded-store-crash.test.ts'],
  { cwd: root, stdio: 'inherit', env: { ...process.env, CRASH_KILLS: values.kills } },
);
process.exitCode = status ?? 1;
