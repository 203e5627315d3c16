import { randomBytes } from 'node:crypto';
import { chmodSync, linkSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StoreError } from '../engine/store-format.ts';

const PASSWORD_FILE = 'password';
const PASSWORD_BYTES = 32;
/** What the generator makes, or somebody has put there: nothing that SASLprep changes or a URI has to escape. */
const PASSWORD = /^[\w-]{32,256}$/;

/**
 * The password of the store in `directory`, kept in its file `password` for its owner only; made when there is none.
 * Throws StoreError when the file holds something else.
 */
export function readOrCreatePassword(directory: string): string {
  const file = join(directory, PASSWORD_FILE);
  const existing = readPassword(file);
  if (existing !== undefined) return existing;
  const password = randomBytes(PASSWORD_BYTES).toString('base64url');
  // Whole or not at all, also when the machine stops in between.
  const temporary = `${file}.${randomBytes(6).toString('hex')}`;
  writeFileSync(temporary, password, { mode: 0o600, flag: 'wx', flush: true });
  try {
    linkSync(temporary, file);
  } finally {
    rmSync(temporary, { force: true });
  }
  return password;
}

function readPassword(file: string): string | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8').trim();
    if ((statSync(file).mode & 0o077) !== 0) chmodSync(file, 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  if (!PASSWORD.test(text)) {
    throw new StoreError(
      `${file} is damaged: a password has 32 to 256 letters, digits, - and _. Remove the file to have a new one made.`,
    );
  }
  return text;
}
