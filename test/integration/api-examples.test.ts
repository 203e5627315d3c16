import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { buildASTSchema, parse, validate } from 'graphql';
import { format, resolveConfig } from 'prettier';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCursor } from '../../src/activity/cursor.ts';
import { Database } from '../../src/database/store.ts';
import { startEmbeddedMongo } from '../../src/embedded-mongodb/index.ts';
import { loadTypeDefs } from '../../src/graphql/type-defs.ts';
import {
  examplesOf,
  Placeholders,
  programOf,
  rootFieldsOf,
  run,
  withAnswers,
} from '../support/api-examples.ts';
import { ApplicationData, type ApplicationProcess } from '../support/application.ts';
import { ExampleReceiver, freePort } from '../support/example-receiver.ts';
import { ApiUser } from '../support/graphql.ts';
import { loseDelivery } from '../support/lost-deliveries.ts';

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
const environment = {
  SAMPLE_DATA: 'on',
  // The sample task force goes into an embedded store only.
  MONGODB_URI: '',
  DATABASE: 'choan',
  ACCESS_TOKEN_MINUTES: '120',
};
/** Where the document's receiver of webhooks listens. */
const shownPort = '4001';

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
  let receiverPort: string;
  let receiver: ExampleReceiver | undefined;
  const users = new Map<string, Promise<ApiUser>>();
  const placeholders = new Placeholders();
  const answers: unknown[] = [];

  beforeAll(async () => {
    data = await ApplicationData.create();
    application = await data.start(environment);
    receiverPort = String(await freePort());
    placeholders.know(`http://127.0.0.1:${shownPort}/`, `http://127.0.0.1:${receiverPort}/`);
  }, 120_000);
  afterAll(async () => {
    await receiver?.stop();
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

  /** Stops the application, changes what it has stored, and starts it where it was. */
  async function meanwhile(work: (database: Database) => Promise<unknown>): Promise<void> {
    await application.terminate();
    const store = await startEmbeddedMongo({ path: join(data.folder, 'store') });
    const database = await Database.connect(store.uri, { dbName: environment.DATABASE });
    await work(database);
    await database.close();
    await store.stop();
    application = await data.start({ ...environment, PORT: new URL(application.url).port });
  }

  /** Position in the log of the plan version that the examples publish. */
  async function published(): Promise<number> {
    const { activity } = await (
      await as('secretariat')
    ).query<{ activity: { nodes: [{ cursor: string }] } }>(
      'query ($after: String) { activity(after: $after, filter: { kinds: [PLAN_VERSION_PUBLISHED] }) { nodes { cursor } } }',
      { after: placeholders.fill('<cursor 4>') },
    );
    return readCursor(activity.nodes[0].cursor).sequence;
  }

  /** What happens behind an example, by its heading. */
  const thereupon: Readonly<Record<string, () => Promise<void>>> = {
    // The receiver is started, and a delivery to it is given up, which would take more than a day.
    createWebhook: async () => {
      const { source } = programOf(markdown, 'receiver');
      const secret = placeholders.fill('<secret 1>') as string;
      receiver = await ExampleReceiver.start(source.replace(shownPort, receiverPort), secret);
      const webhookId = placeholders.fill('<Webhook 1>') as string;
      const sequence = await published();
      await meanwhile((database) => loseDelivery(database, webhookId, sequence));
    },
    updateWebhook: async () => receiver?.untilLines(2),
  };

  it.each(examples)(
    '$title',
    async ({ heading, as: account, key, source, variables, answer }) => {
      const filled = placeholders.fill(variables) as Record<string, unknown>;
      const masked = placeholders.mask(await run(await as(account), { source, variables: filled, key }));
      answers.push(masked);
      if (!updating) expect(masked).toEqual(JSON.parse(answer));
      await thereupon[heading]?.();
    },
    60_000,
  );

  it('the receiver of webhooks prints what came, and takes nothing that is not signed', async () => {
    const forged = await fetch(`http://127.0.0.1:${receiverPort}/`, {
      method: 'POST',
      headers: {
        'webhook-id': 'forged',
        'webhook-timestamp': String(Math.floor(Date.now() / 1000)),
        'webhook-signature': `v1,${'A'.repeat(43)}=`,
      },
      body: '{}',
    });
    expect(forged.status).toBe(401);
    await receiver?.untilLines(3);
    expect(receiver?.output).toBe(programOf(markdown, 'receiver').output);
  });

  it('the program that follows the feed prints what happens', async () => {
    const { source, output } = programOf(markdown, 'follower');
    const here = source.replaceAll('http://127.0.0.1:4000', application.url);
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', here], {
      cwd: root,
    });
    expect(stdout).toBe(output);
  });
});
