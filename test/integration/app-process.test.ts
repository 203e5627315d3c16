import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { ApplicationData, type ApplicationProcess } from '../support/application.ts';
import { runProgram } from '../support/command.ts';
import { ApiUser, post } from '../support/graphql.ts';
import { administratorEnvironment } from '../support/task-force.ts';

const signInAsAdministrator = (url: string) =>
  ApiUser.signIn(url, administratorEnvironment.ADMIN_EMAIL, administratorEnvironment.ADMIN_PASSWORD);

describe('the application as a process', () => {
  let data: ApplicationData;
  beforeAll(async () => {
    data = await ApplicationData.create();
  });
  afterAll(() => data.remove());

  it.each([
    [{ PORT: 'many' }, 'PORT:'],
    [{ MONGODB_URI: 'postgres://user:hunter2@db' }, 'MONGODB_URI:'],
    [{ AUTH_SECRET: 'hunter2' }, 'AUTH_SECRET:'],
    [{ OIDC_ISSUER: 'https://id.example' }, 'OIDC_AUDIENCE:'],
  ])('refuses a configuration that does not parse and names the variable: %j', async (environment, name) => {
    const { code, output } = await runProgram('dist/main.js', environment);
    expect(code).toBe(2);
    expect(output).toContain(name);
    expect(output).not.toContain('hunter2');
  });

  it('starts on nothing, answers, and keeps its data over restarts', async () => {
    const first = await data.start(administratorEnvironment);
    const administrator = await signInAsAdministrator(first.url);
    await administrator.mutate(
      'mutation ($input: CreateSubcommitteeInput!) { result: createSubcommittee(input: $input) { userErrors { code message field } } }',
      { slug: 'kept', name: '남는 분과' },
    );
    expect((await fetch(`${first.url}/readyz`)).status).toBe(200);
    expect(await first.terminate()).toBe(0);

    const second = await data.start(administratorEnvironment);
    // The token of before is still good: the key that signed it was kept.
    const { viewer, subcommittees } = await administrator.at(second.url).query<{
      viewer: { member: { email: string } };
      subcommittees: { name: string }[];
    }>('{ viewer { member { email } } subcommittees { name } }');
    expect(viewer.member.email).toBe(administratorEnvironment.ADMIN_EMAIL);
    expect(subcommittees).toEqual([{ name: '남는 분과' }]);

    await second.kill();
    const third = await data.start(administratorEnvironment);
    expect((await post({ url: third.url }, '{ subcommittees { name } }')).data).toEqual({ subcommittees });
    expect(await third.terminate()).toBe(0);
  });

  it('says which port is in use, and stops', async () => {
    const running = await data.start();
    const other = await ApplicationData.create();
    try {
      const { port } = new URL(running.url);
      await expect(other.start({ PORT: port })).rejects.toThrow(
        new RegExp(`stopped with 1:[^]*PORT: ${port} on 127\\.0\\.0\\.1 is already in use`),
      );
    } finally {
      await other.remove();
      await running.terminate();
    }
  });

  it.skipIf(process.env['MONGODB_URI'])('says that the data folder is in use, and stops', async () => {
    const running = await data.start();
    try {
      await expect(data.start()).rejects.toThrow(/stopped with 1:[^]*Choan could not start: .*(use|lock)/i);
    } finally {
      await running.terminate();
    }
  });

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'stops on %s with exit code 0 while sockets are open',
    async (signal) => {
      const running = await data.start(administratorEnvironment);
      const { token } = await signInAsAdministrator(running.url);
      const feed = new WebSocket(`${running.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
        headers: { authorization: `Bearer ${token}` },
      });
      await once(feed, 'open');
      feed.send('{"type":"connection_init"}');
      await once(feed, 'message');
      feed.send('{"id":"1","type":"subscribe","payload":{"query":"subscription { activity { cursor } }"}}');
      // Connections that say nothing must not hold it up either.
      const silent = new WebSocket(`${running.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
      await once(silent, 'open');
      silent.pause();
      const closed = once(feed, 'close');
      const exit = running.terminate(signal);
      const [code] = (await closed) as [number];
      expect(code).toBe(1012);
      expect(await exit).toBe(0);
      silent.terminate();
      await expect(fetch(`${running.url}/healthz`)).rejects.toThrow();
    },
  );

  it('writes JSON lines only when it runs in production, and logs no token', async () => {
    const running: ApplicationProcess = await data.start({
      NODE_ENV: 'production',
      LOG_LEVEL: 'trace',
      AUTH_SECRET: 'a secret of more than thirty-two characters',
      ...administratorEnvironment,
    });
    const { token } = await signInAsAdministrator(running.url);
    await post({ url: running.url, token }, '{ viewer { member { id } } }');
    await fetch(`${running.url}/graphql?token=${token}`);
    await running.terminate();
    const lines = running.output().trim().split('\n');
    for (const line of lines) expect(JSON.parse(line)).toHaveProperty('level');
    expect(lines.length).toBeGreaterThan(3);
    expect(running.output()).not.toContain(token);
    expect(running.output()).not.toContain(administratorEnvironment.ADMIN_PASSWORD);
    // Hidden there.
    expect(existsSync(`${data.folder}/sample-accounts.json`)).toBe(false);
  });
});
