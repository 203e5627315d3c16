import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The key that signs access tokens, kept in `dataDir/secret` (readable by its owner only); made on the first start.
 * It is written to a file of its own and linked into place, so that neither a crash nor a second process starting at
 * the same time can leave half a key or two different ones.
 */
export async function readOrCreateSecret(dataDir: string): Promise<string> {
  const path = join(dataDir, 'secret');
  const existing = await readSecret(path);
  if (existing !== null) return existing;
  await mkdir(dataDir, { recursive: true });
  const temporary = `${path}.${randomBytes(6).toString('hex')}`;
  await writeFile(temporary, randomBytes(32).toString('hex'), { mode: 0o600, flush: true });
  try {
    await link(temporary, path);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  } finally {
    await rm(temporary, { force: true });
  }
  const created = await readSecret(path);
  if (created === null) throw new Error(`${path} disappeared while it was being made.`);
  return created;
}

async function readSecret(path: string): Promise<string | null> {
  let secret: string;
  try {
    secret = await readFile(path, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  }
  if (secret.length < 32) throw new Error(`${path} is damaged: it must hold at least 32 characters.`);
  return secret;
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
