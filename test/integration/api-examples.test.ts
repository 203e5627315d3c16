import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { buildASTSchema, parse, validate } from 'graphql';
import { format, resolveConfig } from 'prettier';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadTypeDefs } from '../../src/graphql/type-defs.ts';
import { examplesOf, Placeholders, rootFieldsOf, run, withAnswers } from '../support/api-examples.ts';
import { ApplicationData, type ApplicationProcess } from '../support/application.ts';
import { ApiUser } from '../support/graphql.ts';

/**
 * docs/api.md: every example is run in its order against a fresh sample task force, and gives what the document says.
 * `API_EXAMPLES=update` writes the answers that it gives into the document instead.
 */

const root = fileURLToPath(new URL('../../', import.meta.url));
const path = `${root}docs/api.md`;
const markdown = readFileSync(path, 'utf8');
const examples = examplesOf(markdown);
const updating = process.env['API_EXAMPLES'] === 'update';
const schema = buildASTSchema(loadTypeDefs());

describe('docs/api.md', () => {
  it('has an example of every root field', () => {
    const shown = new Set(examples.flatMap(({ source }) => rootFieldsOf(parse(source))));
    const missing = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].flatMap(
      (type) =>
        Object.keys(type?.getFields() ?? {})
          .map((field) => `${type?.name ?? ''}.${field}`)
          .filter((field) => !shown.has(field)),
    );
    expect(missing).toEqual([]);
  });

  it.each(examples)('$title names nothing that the schema has not', ({ source, invalid }) => {
    const errors = validate(schema, parse(source)).map(({ message }) => message);
    if (invalid) expect(errors).not.toEqual([]);
    else expect(errors).toEqual([]);
  });
});

describe('the examples of docs/api.md', () => {
  let data: ApplicationData;
  let application: ApplicationProcess;
  const users = new Map<string, Promise<ApiUser>>();
  const placeholders = new Placeholders();
  const answers: unknown[] = [];

  beforeAll(async () => {
    data = await ApplicationData.create();
    // The sample task force goes into an embedded store only.
    application = await data.start({ SAMPLE_DATA: 'on', MONGODB_URI: '', ACCESS_TOKEN_MINUTES: '120' });
  }, 120_000);
  afterAll(async () => {
    await data.remove();
    if (!updating) return;
    const config = await resolveConfig(path);
    writeFileSync(path, await format(withAnswers(markdown, answers), { ...config, parser: 'markdown' }));
  });

  function as(account: string): Promise<ApiUser> {
    const user =
      users.get(account) ??
      (account === 'nobody'
        ? Promise.resolve(new ApiUser(application.url))
        : ApiUser.signIn(application.url, `${account}@choan.example`, 'choan-sample-2021'));
    users.set(account, user);
    return user;
  }

  it.each(examples)('$title', async ({ as: account, source, variables, answer }) => {
    const filled = placeholders.fill(variables) as Record<string, unknown>;
    const masked = placeholders.mask(await run(await as(account), { source, variables: filled }));
    answers.push(masked);
    if (!updating) expect(masked).toEqual(JSON.parse(answer));
  });

  it('the program that follows the feed prints what happens', async () => {
    const program = /^```js\n([^]*?)^```$/m.exec(markdown)?.[1] ?? '';
    const shown = /^```text output\n([^]*?)^```$/m.exec(markdown)?.[1] ?? '';
    const here = program.replaceAll('http://127.0.0.1:4000', application.url);
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', here], {
      cwd: root,
    });
    expect(stdout).toBe(shown);
  });
});
