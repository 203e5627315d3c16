import { randomBytes } from 'node:crypto';
import { open, rename, rm, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

export const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

/** Writes a file that replaces what is there at once, and only when it is whole and on disk. */
export async function writeWhole(file: string, bytes: Uint8Array): Promise<void> {
  const target = resolve(file);
  const existing = await stat(target).catch(() => null);
  if (existing?.isDirectory() === true)
    throw Object.assign(new Error(`${target} is a directory.`), { code: 'EISDIR' });
  const made = `${target}.${randomBytes(6).toString('hex')}`;
  try {
    // Ballots are for members: nobody but who exports it reads it until they hand it on.
    const handle = await open(made, 'wx', 0o600);
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(made, target);
    const folder = await open(dirname(target), 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  } finally {
    await rm(made, { force: true });
  }
}
