import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { ApplicationData, type ApplicationProcess } from '../support/application.ts';
import { ApiUser } from '../support/graphql.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** An example as a process of its own, as its first lines say. */
function run(example: string, ...args: string[]) {
  const child = spawn(process.execPath, ['--import', 'tsx', `examples/${example}/main.ts`, ...args], {
    cwd: root,
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines: string[] = [];
  let rest = '';
  let arrived = () => {};
  child.stdout.on('data', (chunk: Buffer) => {
    const parts = (rest + chunk.toString()).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts);
    arrived();
  });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const exited = once(child, 'close').then(([code]) => ({ code: code as number | null, errors }));
  /** Resolves with the first line that matches, those that have come already included. */
  const line = async (pattern: RegExp): Promise<string> => {
    for (;;) {
      const found = lines.find((text) => pattern.test(text));
      if (found !== undefined) return found;
      const ended = await Promise.race([
        exited,
        new Promise<null>((resolve) => (arrived = () => resolve(null))),
      ]);
      if (ended !== null) throw new Error(`It has ended: ${JSON.stringify(ended)}\n${lines.join('\n')}`);
    }
  };
  return { lines, line, exited };
}

// The sample task force goes into an embedded store only.
describe.skipIf(Boolean(process.env['MONGODB_URI']))('the example', () => {
  // One task force for all of them: they find what the others have left, as in a real one.
  let data: ApplicationData;
  beforeAll(async () => {
    data = await ApplicationData.create();
  });
  afterAll(() => data.remove());

  /** Starts the application, which ends with the test. */
  async function start(environment: Record<string, string> = {}): Promise<ApplicationProcess> {
    const application = await data.start({ SAMPLE_DATA: 'on', ...environment });
    onTestFinished(() => application.kill());
    return application;
  }

  it.each(['apollo-client', 'urql'])(
    'for %s reads, writes and follows, and goes on behind the last event when the server comes back',
    async (name) => {
      const application = await start();
      const once = run(name, application.url);
      expect(await once.exited).toEqual({ code: 0, errors: '' });
      expect(once.lines).toContain('plan: 제3차 클라우드컴퓨팅 기본계획');
      const created = once.lines.find((text) => text.startsWith('created: '))?.replace('created: ', '');
      expect(once.lines).toContain(`event: KEY_TASK_CHANGED ${created}`);

      const following = run(name, application.url, '--follow');
      await following.line(/^event: KEY_TASK_CHANGED /);
      await following.line(/^created: /);
      await application.kill();
      const { port } = new URL(application.url);
      const { url } = await start({ PORT: port });
      const user = await ApiUser.signIn(url, 'secretariat@choan.example', 'choan-sample-2021');
      const { plans } = await user.query<{ plans: { nodes: { id: string }[] } }>(
        '{ plans(first: 1) { nodes { id } } }',
      );
      for (const title of ['다시 켠 뒤', '그 다음'])
        await user.mutate(
          'mutation ($input: CreateStrategyInput!) { result: createStrategy(input: $input) { userErrors { code } } }',
          { planId: plans.nodes[0]?.id, title },
        );
      await following.line(/^event: STRATEGY_CHANGED 그 다음$/);
      const events = following.lines.filter((text) => text.startsWith('event: '));
      expect(events.filter((text) => text.includes('KEY_TASK_CHANGED'))).toHaveLength(1);
      expect(events.slice(-2)).toEqual([
        'event: STRATEGY_CHANGED 다시 켠 뒤',
        'event: STRATEGY_CHANGED 그 다음',
      ]);
    },
    180_000,
  );

  it('for urql runs where only the documents of choan/client are', async () => {
    const { url } = await start({
      TRUSTED_DOCUMENTS: `${root}src/client/generated/persisted-documents.json`,
      TRUSTED_DOCUMENTS_ONLY: 'on',
    });
    const example = run('urql', url);
    expect(await example.exited).toEqual({ code: 0, errors: '' });
    expect(example.lines.some((text) => text.startsWith('event: KEY_TASK_CHANGED urql '))).toBe(true);
  }, 120_000);
});
