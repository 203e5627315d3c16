// `npm start` as a newcomer runs it, on a fresh data folder: it answers on the printed address, a sample account can
// sign in, and SIGTERM ends it with exit code 0.
/* global clearTimeout, fetch, setTimeout */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dataDir = mkdtempSync(join(tmpdir(), 'choan-smoke-'));
const start = Date.now();
const seconds = () => `${((Date.now() - start) / 1000).toFixed(1)} s`;

/** As a terminal would run it: in a process group of its own, which gets the signal as a whole. */
const child = spawn('npm', ['start'], {
  cwd: root,
  detached: true,
  env: { ...process.env, PORT: '0', DATA_DIR: dataDir, NODE_ENV: '', MONGODB_URI: '', SAMPLE_DATA: '' },
  stdio: ['ignore', 'pipe', 'pipe'],
});
const exited = once(child, 'exit').then(([code]) => code);
let output = '';

function check(condition, what) {
  if (!condition) throw new Error(`smoke: ${what}`);
  console.log(`smoke: ${what}`);
}

function within(limit, promise, what) {
  let timer;
  const late = new Promise((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`smoke: ${what} took longer than ${limit / 1000} s`)), limit);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** The process that npm started; npm itself dies of a SIGTERM and says nothing of how its child ended. */
function applicationProcess() {
  for (const name of readdirSync('/proc').filter((entry) => /^[0-9]+$/.test(entry))) {
    try {
      const group = readFileSync(`/proc/${name}/stat`, 'utf8').split(') ')[1].split(' ')[2];
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0');
      if (Number(group) === child.pid && command.includes('dist/main.js')) return Number(name);
    } catch {
      // It ended while it was looked at.
    }
  }
  throw new Error('smoke: the application process was not found');
}

async function graphql(url, request, token) {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
    body: JSON.stringify(request),
  });
  const { data, errors } = await response.json();
  if (errors) throw new Error(`smoke: ${JSON.stringify(errors)}`);
  return data;
}

try {
  const address = new Promise((resolve, reject) => {
    const read = (chunk) => {
      output += chunk;
      const found = /listening on (http:\/\/[^\s/]+)/.exec(output);
      if (found) resolve(found[1]);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    exited.then((code) => reject(new Error(`smoke: npm start ended with ${code}`)));
  });
  const url = await within(120_000, address, 'npm start');
  check(true, `npm start listens on ${url} after ${seconds()}`);

  const page = await fetch(`${url}/`);
  check(page.ok && (await page.text()).includes('/graphql'), '/ shows where GraphQL is');
  check((await fetch(`${url}/healthz`)).ok && (await fetch(`${url}/readyz`)).ok, 'it is healthy and ready');

  const accounts = JSON.parse(readFileSync(join(dataDir, 'sample-accounts.json'), 'utf8'));
  check(accounts.length > 30, `${accounts.length} sample accounts are in sample-accounts.json`);
  const { email, password } = accounts[0];
  const { signIn } = await graphql(url, {
    query:
      'mutation ($input: SignInInput!) { signIn(input: $input) { session { accessToken } userErrors { message } } }',
    variables: { input: { email, password } },
  });
  check(signIn.userErrors.length === 0, `${email} signs in`);
  const { viewer, plans } = await graphql(
    url,
    { query: '{ viewer { member { email } } plans { nodes { title keyTasks { nodes { title state } } } } }' },
    signIn.session.accessToken,
  );
  check(viewer.member.email === email, 'the viewer is that account');
  check(plans.nodes[0].keyTasks.nodes.length > 0, `"${plans.nodes[0].title}" has key tasks`);

  const stopping = Date.now();
  process.kill(applicationProcess(), 'SIGTERM');
  const code = await within(15_000, exited, 'stopping');
  check(
    code === 0,
    `SIGTERM ends it with exit code ${code} after ${((Date.now() - stopping) / 1000).toFixed(1)} s`,
  );
  console.log(`smoke: passed in ${seconds()}`);
} catch (error) {
  console.error(error.message);
  console.error(output);
  process.exitCode = 1;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has ended already.
  }
} finally {
  await exited;
  rmSync(dataDir, { recursive: true, force: true });
}
