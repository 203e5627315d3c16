import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Collection } from '../../src/embedded-mongodb/engine/catalog.ts';
import { Engine } from '../../src/embedded-mongodb/engine/engine.ts';
import { insertRecord, type WriteTarget } from '../../src/embedded-mongodb/engine/records.ts';
import { encode } from '../../src/embedded-mongodb/query/codec.ts';

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'undone-'));
});

afterAll(() => rm(directory, { recursive: true, force: true }));

/** Carries out steps in one commit. */
function together(engine: Engine, ...steps: ((target: WriteTarget) => void)[]): Promise<unknown[]> {
  return Promise.all(
    steps.map((step) =>
      engine.store
        .write((writer) =>
          step({ writer, saveCollection: (collection) => engine.catalog.save(writer, collection) }),
        )
        .then(
          () => 'done',
          (error: unknown) => (error as Error).message,
        ),
    ),
  );
}

const fault = ({ writer }: WriteTarget): void => {
  writer.put(Buffer.from('\0\0\0\0z'), Buffer.alloc(1));
  throw new TypeError('a fault');
};

const insert =
  (collection: () => Collection, document: Record<string, unknown>) =>
  (target: WriteTarget): void => {
    insertRecord(target, collection(), { document, bytes: encode(document) });
  };

it('forgets collections, indexes and their notes when the commit is undone, and brings back dropped ones', async () => {
  const engine = Engine.open(directory);
  const { catalog } = engine;
  const find = (name: string): Collection => catalog.find('test', name)!;
  const create =
    (name: string) =>
    ({ writer }: WriteTarget): void => {
      catalog.create(writer, { database: 'test', name, options: {} });
    };
  const index = (target: WriteTarget): void => {
    catalog.draftIndex(find('kept'), { v: 2, key: { a: 1 }, name: 'a_1' });
    target.saveCollection(find('kept'));
  };
  expect(await together(engine, create('kept'), create('doomed'), index)).toEqual(['done', 'done', 'done']);

  const undone = await together(
    engine,
    create('made'),
    insert(() => find('made'), { _id: 1 }),
    // The index would be noted to have several keys of one document.
    insert(() => find('kept'), { _id: 1, a: [1, 2] }),
    ({ writer }) => engine.dropCollection(writer, find('doomed')),
    ({ writer }) => catalog.rename(writer, find('kept'), { database: 'test', name: 'renamed' }),
    fault,
  );
  expect(undone).toEqual(Array.from({ length: 6 }, () => 'a fault'));
  expect(catalog.inDatabase('test').map(({ name }) => name)).toEqual(['doomed', 'kept']);
  expect(find('kept')).toMatchObject({ dropped: false, indexes: [{}, { name: 'a_1', multikey: false }] });

  // What is acknowledged now is there after a restart.
  expect(
    await together(
      engine,
      create('made'),
      insert(() => find('made'), { _id: 2 }),
      insert(() => find('doomed'), { _id: 2 }),
      insert(() => find('kept'), { _id: 2, a: [3, 4] }),
    ),
  ).toEqual(['done', 'done', 'done', 'done']);
  await engine.close();
  const again = Engine.open(directory);
  const names = again.catalog.inDatabase('test').map(({ name }) => name);
  expect(names).toEqual(['doomed', 'kept', 'made']);
  expect(again.catalog.find('test', 'kept')).toMatchObject({ indexes: [{}, { multikey: true }] });
  await again.close();
});

it('a fault before a step has written anything is no concern of the steps beside it', async () => {
  const engine = Engine.open(join(directory, 'beside'));
  const { catalog } = engine;
  const results = await together(
    engine,
    ({ writer }) => void catalog.create(writer, { database: 'test', name: 'made', options: {} }),
    () => {
      throw new TypeError('a fault');
    },
  );
  expect(results).toEqual(['done', 'a fault']);
  expect(catalog.find('test', 'made')).toBeDefined();
  await engine.close();
});
