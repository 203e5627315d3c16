import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApplicationData } from '../support/application.ts';
import { runCommand } from '../support/command.ts';
import { compiled } from '../support/compiled.ts';
import { ApiUser, post } from '../support/graphql.ts';
import { administratorEnvironment } from '../support/task-force.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const { bin, scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  bin: Record<string, string>;
  scripts: Record<string, string>;
};

describe.skipIf(process.env['MONGODB_URI'])('backup and restore from the command line', () => {
  const DATABASE = 'choan';
  let data: ApplicationData;
  let elsewhere: ApplicationData;
  let folder: string;
  beforeAll(async () => {
    data = await ApplicationData.create();
    elsewhere = await ApplicationData.create();
    folder = await mkdtemp(join(tmpdir(), 'backup-command-'));
  });
  afterAll(async () => {
    await data.remove();
    await elsewhere.remove();
    await rm(folder, { recursive: true, force: true });
  });

  it('copies the data of an application that is running, and puts them back elsewhere', async () => {
    const running = await data.start({ ...administratorEnvironment, DATABASE });
    const { ADMIN_EMAIL, ADMIN_PASSWORD } = administratorEnvironment;
    const administrator = await ApiUser.signIn(running.url, ADMIN_EMAIL, ADMIN_PASSWORD);
    const create = (slug: string) =>
      administrator.mutate(
        'mutation ($input: CreateSubcommitteeInput!) { result: createSubcommittee(input: $input) { userErrors { code message field } } }',
        { slug, name: `${slug} 분과` },
      );
    await create('kept');
    const file = join(folder, 'choan.backup');
    const backup = await runCommand({ DATA_DIR: data.folder }, 'backup', file);
    expect(backup).toMatchObject({ code: 0 });
    expect(backup.output).toContain(file);
    await create('later');
    expect(await running.terminate()).toBe(0);

    const refused = await runCommand({ DATA_DIR: data.folder }, 'restore', file);
    expect(refused.code).toBe(1);
    expect(refused.output).toMatch(
      /store isn't empty: a backup is restored into a new or an empty directory/,
    );
    expect(await runCommand({ DATA_DIR: elsewhere.folder }, 'restore', file)).toMatchObject({ code: 0 });
    const restored = await elsewhere.start({ DATABASE });
    const { data: answer } = await post({ url: restored.url }, '{ subcommittees { name } }');
    expect(answer).toEqual({ subcommittees: [{ name: 'kept 분과' }] });
    await restored.terminate();
    expect(await readdir(folder)).toEqual(['choan.backup']);
  });

  it('is the same by its own name and as a script', async () => {
    expect(scripts['backup']).toBe(`node ${bin['choan']} backup`);
    expect(scripts['restore']).toBe(`node ${bin['choan']} restore`);
    // npm makes it executable; the system has to know what runs it.
    await compiled();
    expect(readFileSync(join(root, bin['choan'] ?? ''), 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
  });

  it('says what it needs', async () => {
    expect(await runCommand({}, 'backup')).toMatchObject({
      code: 2,
      output: expect.stringContaining('usage:') as string,
    });
    expect(await runCommand({}, 'remove', 'x')).toMatchObject({ code: 2 });
    const remote = await runCommand({ MONGODB_URI: 'mongodb://db.example/' }, 'backup', join(folder, 'x'));
    expect(remote).toMatchObject({
      code: 2,
      output: expect.stringContaining('MONGODB_URI is set') as string,
    });
    const none = await runCommand({ DATA_DIR: join(folder, 'none') }, 'backup', join(folder, 'x'));
    expect(none).toMatchObject({
      code: 1,
      output: expect.stringContaining('There is no store in') as string,
    });
  });
});
