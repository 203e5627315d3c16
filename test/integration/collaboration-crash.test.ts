import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { decodeUpdate } from '../../src/collaboration/decoded-update.ts';
import { KnownContent } from '../../src/collaboration/known-content.ts';
import { Database } from '../../src/database/store.ts';
import { startEmbeddedMongo } from '../../src/embedded-mongodb/index.ts';
import { parseGlobalId } from '../../src/graphql/ids.ts';
import { ApplicationData, type ApplicationProcess } from '../support/application.ts';
import { verifiedLog } from '../support/collaboration.ts';
import { Editor, eventually } from '../support/editor.ts';
import {
  administratorEnvironment,
  assembleTaskForce,
  createKeyTask,
  type TaskForce,
} from '../support/task-force.ts';
import { seededRandom, Typist } from '../support/typist.ts';

/** `CRASH_SEED` repeats the typing and the moments; the machine does the rest. */
const seed = Number(process.env['CRASH_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const random = seededRandom(seed);
const name = `test-crash-${randomBytes(6).toString('hex')}`;
const external = process.env['MONGODB_URI'] ?? '';

let data: ApplicationData;
let application: ApplicationProcess;
let taskForce: TaskForce;
let draft: { id: string; collaborationPath: string };
const writers: Writer[] = [];

/** A stock client that types, and keeps what the server has acknowledged. */
class Writer {
  readonly editor: Editor;
  readonly acknowledged: Uint8Array[] = [];
  readonly typist: Typist;
  readonly #sent = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(editor: Editor, id: string) {
    this.editor = editor;
    editor.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== editor.provider) this.#sent.add(keyOf(update));
    });
    const [handleSync] = editor.provider.messageHandlers;
    editor.provider.messageHandlers[0] = (...parameters) => {
      const [, decoder] = parameters;
      const rest = decoder.arr.subarray(decoder.pos);
      handleSync?.(...parameters);
      // An update, whose length is before its bytes.
      if (rest[0] !== 2) return;
      const update = rest.slice(rest.length - lengthIn(rest));
      if (this.#sent.delete(keyOf(update))) this.acknowledged.push(update);
    };
    this.typist = new Typist(editor.addParagraph(id), seed + writers.length);
  }

  start(): void {
    this.#timer = setInterval(() => this.typist.type(), 5);
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}

const keyOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');

/** Reads the variable-length number behind the first byte. */
function lengthIn(message: Uint8Array): number {
  let length = 0;
  for (let index = 1, shift = 0; ; index += 1, shift += 7) {
    const byte = message[index] ?? 0;
    length |= (byte & 0x7f) << shift;
    if (byte < 0x80) return length;
  }
}

const start = (port?: string) =>
  data.start({
    ...administratorEnvironment,
    DATABASE: name,
    ...(port === undefined ? {} : { PORT: port }),
  });

/** Runs `read` on the data of an application that doesn't run. */
async function onData<T>(read: (database: Database) => Promise<T>): Promise<T> {
  const embedded = external === '' ? await startEmbeddedMongo({ path: join(data.folder, 'store') }) : null;
  const database = await Database.connect(embedded?.uri ?? external, { dbName: name });
  try {
    return await read(database);
  } finally {
    await database.close();
    await embedded?.stop();
  }
}

beforeAll(async () => {
  data = await ApplicationData.create();
  application = await start();
  taskForce = await assembleTaskForce(application.url);
  ({ draft } = await createKeyTask(taskForce, '공공부문 클라우드 우선 이용'));
}, 120_000);
afterAll(async () => {
  for (const writer of writers) {
    writer.stop();
    writer.editor.destroy();
  }
  await data.remove();
  if (external !== '') {
    const database = await Database.connect(external, { dbName: name });
    await database.connection.dropDatabase();
    await database.close();
  }
});

/** What is stored, after everything that was acknowledged was found in it. */
async function verify(): Promise<Y.Doc> {
  const hexId = parseGlobalId(draft.id)?.id ?? '';
  const log = await onData((database) => verifiedLog(database, hexId));
  const stored = new Y.Doc();
  const known = new KnownContent();
  for (const { update } of log) {
    Y.applyUpdate(stored, update);
    expect(stored.store.pendingStructs).toBeNull();
    known.addUpdate(decodeUpdate(update));
  }
  for (const { acknowledged } of writers)
    for (const update of acknowledged) {
      const { structs, deletions, missing } = known.difference(decodeUpdate(update), () => false);
      expect({ structs, deletions, missing }).toEqual({ structs: [], deletions: [], missing: [] });
    }
  return stored;
}

const texts = (doc: Y.Doc) => doc.getXmlFragment('content').toJSON();

describe(`three clients type while the application is killed (seed ${seed})`, () => {
  it('CO-13, CO-16: nothing acknowledged is lost in three crashes, and all end with what is stored', async () => {
    for (const person of ['first', 'second', 'lead'] as const) {
      const editor = new Editor(taskForce.people[person], draft.collaborationPath);
      await editor.synced();
      writers.push(new Writer(editor, `of-${person}`));
    }
    const { port } = new URL(application.url);
    for (const writer of writers) writer.start();
    for (let round = 1; round <= 3; round += 1) {
      const before = writers.map(({ acknowledged }) => acknowledged.length);
      await eventually(
        `all have something acknowledged in round ${round} (seed ${seed})`,
        () =>
          writers.every(
            ({ acknowledged }, index) => acknowledged.length > (before[index] ?? 0) + random() * 100,
          ),
        (check) => {
          const timer = setInterval(check, 10);
          return () => clearInterval(timer);
        },
      );
      await application.kill();
      // They type on while it is away.
      await verify();
      application = await start(port);
    }
    for (const writer of writers) writer.stop();
    const isComplete = () =>
      writers.every(({ editor }) =>
        writers.every(({ typist }) => texts(editor.doc).includes(typist.expected)),
      );
    await eventually(`all have everything (seed ${seed})`, isComplete, (check) => {
      const timer = setInterval(check, 20);
      return () => clearInterval(timer);
    });
    expect(await application.terminate()).toBe(0);
    const stored = await verify();
    for (const { editor, typist } of writers) {
      expect(texts(editor.doc)).toBe(texts(stored));
      expect(texts(stored)).toContain(typist.expected);
    }
  }, 120_000);
});
