import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { secondPlan, thirdPlan } from '../../src/sample-data/plans.ts';
import { ApplicationData, type ApplicationProcess } from '../support/application.ts';
import { runCommand } from '../support/command.ts';
import { post } from '../support/graphql.ts';

/** Every command is a process that starts. */
const timeout = 300_000;

/** The sample data go into an embedded store only. */
describe.skipIf(process.env['MONGODB_URI'])('export and verify from the command line', { timeout }, () => {
  let data: ApplicationData;
  let running: ApplicationProcess;
  let folder: string;
  const environment = () => ({ DATA_DIR: data.folder, DATABASE: 'choan' });
  beforeAll(async () => {
    data = await ApplicationData.create();
    folder = await mkdtemp(join(tmpdir(), 'bundle-command-'));
    running = await data.start({ SAMPLE_DATA: 'on', DATABASE: 'choan' });
  }, timeout);
  afterAll(async () => {
    await data.remove();
    await rm(folder, { recursive: true, force: true });
  });

  async function publishedPlans() {
    const { data: answer } = await post(
      { url: running.url },
      '{ plans { nodes { id title latestVersion { hash } } } }',
    );
    return (answer as { plans: { nodes: { id: string; title: string; latestVersion: { hash: string } }[] } })
      .plans.nodes;
  }

  it('BU-1, BU-4, BU-7: each plan of the sample data is exported beside the running application, and verifies', async () => {
    const plans = await publishedPlans();
    expect(plans.map(({ title }) => title).sort()).toEqual([secondPlan.title, thirdPlan.title]);
    for (const { id, title, latestVersion } of plans) {
      const file = join(folder, `${id}.zip`);
      const exported = await runCommand(environment(), 'export', '--plan', id, '--bundle', file);
      expect(exported, exported.output).toMatchObject({ code: 0 });
      expect(exported.output).toContain(latestVersion.hash);
      expect((await stat(file)).mode & 0o777).toBe(0o600);
      // Neither data nor configuration are looked at.
      const verified = await runCommand(
        { DATA_DIR: '/nowhere', PORT: 'no number' },
        ...['verify', file, '--head', latestVersion.hash],
      );
      expect(verified, verified.output).toMatchObject({ code: 0 });
      expect(verified.output).toContain(title);
    }
    // Its title names it as well, and it is the same again.
    const again = join(folder, 'again.zip');
    const [plan] = plans;
    await runCommand(environment(), 'export', '--plan', plan?.title ?? '', '--bundle', again);
    expect(await readFile(again)).toEqual(await readFile(join(folder, `${plan?.id}.zip`)));
    expect((await readdir(data.folder)).filter((name) => name.startsWith('copy-'))).toEqual([]);
  });

  it('BU-5, BU-7: a bundle that was changed, and one with another head, exit with 1 and say where', async () => {
    const file = join(folder, 'again.zip');
    const other = await runCommand({}, 'verify', file, '--head', '0'.repeat(64));
    expect(other.code).toBe(1);
    expect(other.output).toContain('plan-versions/1.json');
    const bytes = await readFile(file);
    const at = bytes.indexOf('"choan-text/1"');
    bytes[at + 1] = 'C'.charCodeAt(0);
    await writeFile(file, bytes);
    const changed = await runCommand({}, 'verify', file);
    expect(changed.code).toBe(1);
    expect(changed.output).toMatch(/texts\/[0-9a-f]{64}\.json: Its SHA-256 is not the one in the manifest/);
  });

  it('AU-1: the audit finds nothing wrong with the sample data, beside the running application', async () => {
    const { code, output } = await runCommand(environment(), 'audit');
    expect({ code, output }).toMatchObject({ code: 0 });
    expect(output).toMatch(/checked .*\b14 key tasks, .*\b2 plan versions/);
    expect(output).toContain('No problem was found.');
    const nothing = await runCommand({ DATA_DIR: folder }, 'audit');
    expect(nothing.code).toBe(1);
    expect(nothing.output).toContain('There is no store');
    expect((await runCommand(environment(), 'audit', 'what')).code).toBe(2);
  });

  it.each([
    [['verify', 'a.zip', '--head', 'abc']],
    [['export', '--plan', 'a', '--plan', 'b', '--bundle', 'a.zip']],
    [[]],
  ])('BU-7: %j is bad usage', async (parameters) => {
    const { code, output } = await runCommand(environment(), ...parameters);
    expect(code).toBe(2);
    expect(output).toContain('usage: choan backup FILE');
  });

  it.each([
    {
      what: 'an unknown plan',
      parameters: ['export', '--plan', '제9차', '--bundle', 'never.zip'],
      message: 'There is no plan',
    },
    { what: 'a file that is not there', parameters: ['verify', 'nowhere.zip'], message: 'ENOENT' },
    { what: 'a folder', parameters: ['verify', 'src'], message: 'EISDIR' },
    {
      what: 'a folder to write to',
      parameters: ['export', '--plan', thirdPlan.title, '--bundle', 'src'],
      message: 'is a directory',
    },
  ])('$what is a clear error', async ({ parameters, message }) => {
    const { code, output } = await runCommand(environment(), ...parameters);
    expect({ code, output }).toMatchObject({ code: 1 });
    expect(output).toContain(message);
    expect(output).not.toContain('    at ');
  });

  it('a server that is not there is a clear error', async () => {
    const uri = 'mongodb://127.0.0.1:9/?serverSelectionTimeoutMS=300';
    const { code, output } = await runCommand(
      { MONGODB_URI: uri },
      ...['export', '--plan', 'a', '--bundle', 'never.zip'],
    );
    expect(code).toBe(1);
    expect(output).not.toContain('    at ');
  });
});
