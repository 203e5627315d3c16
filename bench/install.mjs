// Installs the packages of bench/package-lock.json when they are missing or others. Nothing but Node's built-ins.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('.', import.meta.url));

/** npm writes node_modules/.package-lock.json last, so that file tells exactly which packages are installed. */
function installedAsLocked() {
  const installedPath = `${folder}node_modules/.package-lock.json`;
  if (!existsSync(installedPath)) return false;
  const locked = JSON.parse(readFileSync(`${folder}package-lock.json`, 'utf8')).packages;
  const installed = JSON.parse(readFileSync(installedPath, 'utf8')).packages;
  return Object.entries(locked).every(
    ([path, entry]) => path === '' || entry.optional || installed[path]?.version === entry.version,
  );
}

if (!installedAsLocked()) {
  console.log('choan: installing the packages of bench/package-lock.json (npm ci) …');
  const npm = process.env.npm_execpath;
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const result = npm
    ? spawnSync(process.execPath, [npm, ...args], { cwd: folder, stdio: 'inherit' })
    : spawnSync('npm', args, { cwd: folder, stdio: 'inherit' });
  if (result.error) throw result.error;
  if (result.status !== 0) process.exit(result.status ?? 1);
}
