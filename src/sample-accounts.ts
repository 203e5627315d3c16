import { randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** An account that the sample data brings along, with its password: it protects nothing. */
export interface SampleAccount {
  readonly email: string;
  readonly displayName: string;
  /** Task-force roles and seats, for people. */
  readonly roles: readonly string[];
  readonly password: string;
}

const accountsSchema = z.array(
  z.object({
    email: z.string(),
    displayName: z.string(),
    roles: z.array(z.string()),
    password: z.string(),
  }),
);

/** Where the accounts of the sample data are listed, for people and scripts. */
export function sampleAccountsFile(dataDir: string): string {
  return join(dataDir, 'sample-accounts.json');
}

/** Lists the accounts in `sample-accounts.json` of the data folder; replaces an older list at once or not at all. */
export async function writeSampleAccounts(
  dataDir: string,
  accounts: readonly SampleAccount[],
): Promise<void> {
  const file = sampleAccountsFile(dataDir);
  const temporary = `${file}.${randomBytes(6).toString('hex')}`;
  await writeFile(temporary, `${JSON.stringify(accounts, null, 2)}\n`, { mode: 0o600 });
  await rename(temporary, file);
}

/** The accounts that an earlier start listed; none when there is no list, or somebody made something else of it. */
export async function readSampleAccounts(dataDir: string): Promise<readonly SampleAccount[]> {
  let text: string;
  try {
    text = await readFile(sampleAccountsFile(dataDir), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
  try {
    const accounts = accountsSchema.safeParse(JSON.parse(text));
    return accounts.success ? accounts.data : [];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}
