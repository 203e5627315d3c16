import { spawnSync } from 'node:child_process';
import { chromium, type Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApplicationData, type ApplicationProcess } from '../support/application.ts';
import { administratorEnvironment, assembleTaskForce, type TaskForce } from '../support/task-force.ts';

const found = spawnSync('which', ['chromium', 'chromium-browser', 'google-chrome'], { encoding: 'utf8' });
const executablePath = found.stdout?.split('\n')[0] ?? '';

let data: ApplicationData;
let application: ApplicationProcess;
let taskForce: TaskForce;
beforeAll(async () => {
  data = await ApplicationData.create();
  application = await data.start(administratorEnvironment);
  taskForce = await assembleTaskForce(application.url);
}, 120_000);
afterAll(async () => data.remove());

describe('GraphiQL', () => {
  it('is served with each file that it names, and names nothing of another host', async () => {
    const response = await fetch(`${application.url}/graphiql`);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none';script-src 'self';");
    expect(policy).not.toMatch(/https?:|\*|unsafe-eval/);
    const page = await response.text();
    expect(page).not.toMatch(/https?:/);
    const names = [...page.matchAll(/ (?:src|href)="([^"]+)"/g)].map(([, name = '']) => name);
    const files = names.filter((name) => !name.startsWith('data:'));
    expect(files).toHaveLength(5);
    for (const file of files) {
      expect(file).toMatch(/^\/graphiql\/[\w-]+\.(js|css)$/);
      const served = await fetch(new URL(file, application.url));
      expect(served.status).toBe(200);
      expect(served.headers.get('content-type')).toMatch(file.endsWith('.js') ? /javascript/ : /css/);
      const text = await served.text();
      expect(text.length).toBeGreaterThan(100);
      if (file.endsWith('.css')) expect(text).not.toMatch(/url\((?!data:)|@import/);
    }
    expect(await (await fetch(application.url)).text()).toContain('href="/graphiql"');
    expect((await fetch(`${application.url}/graphiql/package.json`)).status).toBe(404);
    expect((await fetch(`${application.url}/graphiql/..%2Fpackage.json`)).status).toBe(404);
  });

  it('is not there in production', async () => {
    const own = await ApplicationData.create();
    try {
      const { url } = await own.start({
        ...administratorEnvironment,
        NODE_ENV: 'production',
        AUTH_SECRET: 'a secret that is only used by this test',
      });
      expect((await fetch(`${url}/graphiql`)).status).toBe(404);
      expect((await fetch(`${url}/graphiql/graphiql.js`)).status).toBe(404);
      expect(await (await fetch(url)).text()).not.toContain('graphiql');
    } finally {
      await own.remove();
    }
  });
});

describe.skipIf(executablePath === '')('GraphiQL in Chromium (skipped when it is not installed)', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  });
  afterAll(async () => browser.close());

  /** GraphiQL with this document and these headers in its editors, which it reads from the address of its storage. */
  async function open(query: string, headers: object = {}) {
    const page = await browser.newPage();
    const requests: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    page.on('websocket', (socket) => requests.push(socket.url()));
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text());
    });
    await page.addInitScript(
      ([text, head]) => {
        // What this runs in is the page.
        const { localStorage } = globalThis as unknown as {
          localStorage: { setItem(k: string, v: string): void };
        };
        localStorage.setItem('graphiql:query', text ?? '');
        localStorage.setItem('graphiql:shouldPersistHeaders', 'true');
        localStorage.setItem('graphiql:headers', head ?? '');
      },
      [query, JSON.stringify(headers)],
    );
    await page.goto(`${application.url}/graphiql`);
    return { page, requests, problems };
  }

  it('runs a query and shows what comes, over nothing but this server', async () => {
    const { page, requests, problems } = await open('{ plans(first: 1) { nodes { title } } }');
    await page.getByRole('button', { name: 'Execute query' }).click();
    await page.locator('.result-window', { hasText: '제3차 클라우드컴퓨팅 기본계획' }).waitFor();
    expect(problems).toEqual([]);
    const hosts = new Set(
      requests.map((request) => new URL(request)).map(({ host, protocol }) => host || protocol),
    );
    expect([...hosts]).toEqual([new URL(application.url).host]);
    await page.close();
  });

  it('follows a subscription as who its headers name', async () => {
    const { page, problems } = await open(
      'subscription { activity { kind ... on StrategyChanged { title } } }',
      {
        authorization: `Bearer ${taskForce.people.observer.token ?? ''}`,
      },
    );
    const socket = page.waitForEvent('websocket');
    await page.getByRole('button', { name: 'Execute query' }).click();
    const subscribed = (await socket).waitForEvent('framesent', ({ payload }) =>
      payload.includes('"subscribe"'),
    );
    await subscribed;
    // Whether the server has subscribed by now can't be told: it happens until it is seen.
    const shown = page.locator('.result-window', { hasText: 'STRATEGY_CHANGED' }).waitFor();
    await expect
      .poll(
        async () => {
          await taskForce.people.secretariat.mutate(
            'mutation ($input: RenameStrategyInput!) { result: renameStrategy(input: $input) { userErrors { code } } }',
            { strategyId: taskForce.strategyId, title: `전략 ${Math.random()}` },
          );
          return page.locator('.result-window', { hasText: 'STRATEGY_CHANGED' }).count();
        },
        { timeout: 20_000, interval: 200 },
      )
      .toBe(1);
    await shown;
    expect(problems).toEqual([]);
    await page.close();
  });
});
