// Runs before anything is installed, so it uses nothing but Node's built-ins.
//
//   node src/bootstrap.mjs install   installs the packages of package-lock.json when they are missing or others
//   node src/bootstrap.mjs build     the same, then compiles src/ to dist/ when it changed since the last time
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const say = (message) => console.log(`choan: ${message}`);

function checkNodeVersion() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(`choan: Node 20.19 or newer is needed, this is ${process.versions.node}.`);
  process.exit(1);
}

function run(command, args) {
  const result = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (result.error) throw result.error;
  if (result.status !== 0) process.exit(result.status ?? 1);
}

/** npm writes node_modules/.package-lock.json last, so that file tells exactly which packages are installed. */
function installedAsLocked() {
  const installedPath = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installedPath)) return false;
  const locked = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const installed = JSON.parse(readFileSync(installedPath, 'utf8')).packages;
  return Object.entries(locked).every(
    ([path, entry]) => path === '' || entry.optional || installed[path]?.version === entry.version,
  );
}

function install() {
  if (installedAsLocked()) return;
  say('installing the packages of package-lock.json (npm ci) …');
  const npm = process.env.npm_execpath;
  // The compiler is a development package: with NODE_ENV=production npm would leave it out.
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  if (npm) run(process.execPath, [npm, ...args]);
  else run('npm', args);
}

/** Hash over what the compiler reads. */
function sourceHash() {
  const hash = createHash('sha256');
  const sources = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const path of [...sources, 'tsconfig.json', 'tsconfig.build.json', 'package-lock.json']) {
    hash.update(path.startsWith(root) ? path.slice(root.length) : path).update('\0');
    hash.update(readFileSync(path.startsWith(root) ? path : join(root, path))).update('\0');
  }
  return hash.digest('hex');
}

function build() {
  const stamp = join(root, 'dist', '.source-hash');
  const hash = sourceHash();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  say('compiling src/ to dist/ …');
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  run(process.execPath, [
    join(root, 'node_modules', 'typescript', 'bin', 'tsc'),
    '-p',
    'tsconfig.build.json',
  ]);
  writeFileSync(stamp, hash);
}

const task = process.argv[2];
checkNodeVersion();
if (task === 'install') install();
else if (task === 'build') {
  install();
  build();
} else {
  console.error('usage: node src/bootstrap.mjs install|build');
  process.exit(2);
}
