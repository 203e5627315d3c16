import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApplicationData, type ApplicationProcess } from '../support/application.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const readme = readFileSync(`${root}README.md`, 'utf8');

interface Block {
  readonly language: string;
  readonly text: string;
}

/** Fenced blocks of a section of the README, in order. */
function blocksOf(heading: string): Block[] {
  const section = readme.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  return [...section.matchAll(/^```(\w+)\n([^]*?)^```$/gm)].map(([, language = '', text = '']) => ({
    language,
    text,
  }));
}

/** Runs lines in one shell, as somebody who pastes them would; what each of `parts` printed. */
async function paste(parts: readonly string[]): Promise<string[]> {
  const separator = '=====';
  const child = spawn('bash', ['-euo', 'pipefail'], { cwd: root, stdio: ['pipe', 'pipe', 'pipe'] });
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  child.stdin.end(parts.map((part) => `${part}\necho ${separator}\n`).join(''));
  const [code] = (await once(child, 'close')) as [number | null];
  expect({ code, errors }).toEqual({ code: 0, errors: '' });
  return output.split(`${separator}\n`).slice(0, -1);
}

/** What is shown with … in the place of what differs from run to run. */
function asShown(shown: string): RegExp {
  const parts = shown.trim().split('…');
  return new RegExp(`^${parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('[^]*?')}$`);
}

// The sample task force goes into an embedded store only.
describe.skipIf(Boolean(process.env['MONGODB_URI']))('the first walk of the README', () => {
  let data: ApplicationData;
  let application: ApplicationProcess;
  beforeAll(async () => {
    data = await ApplicationData.create();
    // The walk imports choan/client as it is compiled, which it is once the application has been started.
    application = await data.start({ SAMPLE_DATA: 'on' });
  }, 120_000);
  afterAll(async () => data.remove());

  it('begins with what npm start prints', () => {
    const [shown] = blocksOf('Two commands');
    const here = (shown?.text ?? '')
      .replaceAll('http://127.0.0.1:4000', application.url)
      .replaceAll('ws://127.0.0.1:4000', application.url.replace('http', 'ws'))
      .replaceAll('…/data', data.folder);
    expect(application.output().trim()).toMatch(asShown(here));
  });

  it('can be pasted from beginning to end, and prints what it says', { timeout: 120_000 }, async () => {
    const blocks = blocksOf('A first walk');
    const commands = blocks
      .filter(({ language }) => language === 'sh')
      .map(({ text }) =>
        text.replaceAll('http://127.0.0.1:4000', application.url).replaceAll('./data/', `${data.folder}/`),
      );
    expect(commands.length).toBeGreaterThan(4);
    const outputs = await paste(commands);
    let command = -1;
    for (const { language, text } of blocks) {
      if (language === 'sh') {
        command += 1;
        expect(outputs[command]).not.toMatch(/"errors"|"code":/);
      } else {
        expect(printed(outputs[command] ?? '', language)).toMatch(asShown(text));
      }
    }
  });
});

/** JSON is shown indented; the API sends it on one line. */
const printed = (output: string, language: string) =>
  language === 'json' ? JSON.stringify(JSON.parse(output), null, 2) : output.trim();
