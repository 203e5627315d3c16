import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  readSampleAccounts,
  sampleAccountsFile,
  writeSampleAccounts,
  type SampleAccount,
} from '../../src/sample-accounts.ts';
import { welcome } from '../../src/welcome.ts';

const account = (email: string, ...roles: string[]): SampleAccount => ({
  email,
  displayName: email,
  roles,
  password: 'a sample password',
});

describe('the welcome', () => {
  const text = (sampleAccounts: SampleAccount[]) =>
    welcome({
      url: 'http://127.0.0.1:4000',
      store: '/data',
      sampleAccounts,
      accountsFile: '/data/sample-accounts.json',
    });

  it('says where everything is', () => {
    const plain = text([]);
    expect(plain.split('\n')[0]).toBe('Choan is listening on http://127.0.0.1:4000');
    for (const part of [
      'http://127.0.0.1:4000/graphql',
      'ws://127.0.0.1:4000/graphql',
      '/collab/<draftId>',
      '/data',
    ]) {
      expect(plain).toContain(part);
    }
    expect(plain).not.toContain('password');
  });

  it('shows one account of each kind, the password, and where all of them are', () => {
    const members = Array.from({ length: 30 }, (_, index) => account(`member${index}@example.org`, 'MEMBER'));
    const plain = text([
      ...members,
      account('chair@example.org', 'CHAIR'),
      account('lead@example.org', 'LEAD of public-cloud'),
    ]);
    expect(plain).toContain('member0@example.org');
    expect(plain).not.toContain('member1@example.org');
    expect(plain).toContain('chair@example.org');
    expect(plain).toContain('lead@example.org');
    expect(plain).toContain('a sample password');
    expect(plain).toContain('All 32: /data/sample-accounts.json');
  });
});

describe('the list of sample accounts', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'choan-accounts-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('is read back as it was written', async () => {
    const accounts = [account('chair@example.org', 'CHAIR')];
    await writeSampleAccounts(folder, [account('old@example.org')]);
    await writeSampleAccounts(folder, accounts);
    expect(await readSampleAccounts(folder)).toEqual(accounts);
  });

  it('is empty when there is none, or something else is in its place', async () => {
    expect(await readSampleAccounts(folder)).toEqual([]);
    for (const content of ['not json', '{}', '[{"email":1}]']) {
      await writeFile(sampleAccountsFile(folder), content);
      expect(await readSampleAccounts(folder)).toEqual([]);
    }
  });
});
