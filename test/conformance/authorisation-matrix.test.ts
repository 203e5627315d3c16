import { randomBytes } from 'node:crypto';
import { buildASTSchema } from 'graphql';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { Database } from '../../src/database/store.ts';
import { loadTypeDefs } from '../../src/graphql/type-defs.ts';
import { ApplicationData } from '../support/application.ts';
import { Cast, personas, type Persona } from '../support/authorisation/cast.ts';
import { Comparison, type Rules } from '../support/authorisation/comparison.ts';
import { MutationRow } from '../support/authorisation/mutation-row.ts';
import { SharedSchema } from '../support/authorisation/operations.ts';
import { holdProceedings, type Proceedings } from '../support/authorisation/proceedings.ts';
import { isPublicEvent, reads } from '../support/authorisation/reads.ts';
import type { Situations } from '../support/authorisation/situation.ts';
import { situationsOfPeople } from '../support/authorisation/situations-of-people.ts';
import { situationsOfPlans } from '../support/authorisation/situations-of-plans.ts';
import { situationsOfBallots, situationsOfTasks } from '../support/authorisation/situations-of-tasks.ts';
import { situationsOfWebhooks } from '../support/authorisation/situations-of-webhooks.ts';
import { Stations } from '../support/authorisation/stations.ts';
import { rowTitle, tableUnder } from '../support/authorisation/table.ts';
import { Viewing, type View } from '../support/authorisation/view.ts';
import { typesImplementing } from '../support/every-field.ts';
import type { ApiUser } from '../support/graphql.ts';
import { openReceiver, type Receiver } from '../support/receiver.ts';
import { administratorEnvironment } from '../support/task-force.ts';

/** docs/authorisation.md, cell by cell, over HTTP and WebSocket. */

const schema = new SharedSchema(buildASTSchema(loadTypeDefs()));
const situations: Situations = {
  ...situationsOfPeople,
  ...situationsOfPlans,
  ...situationsOfTasks,
  ...situationsOfBallots,
  ...situationsOfWebhooks,
};
const readTable = tableUnder('Queries and subscriptions', [
  'all',
  'published',
  'own',
  'nothing',
  'refused',
  'forbidden',
]);
const mutationTable = tableUnder('Mutations', ['yes', 'no']);
const typeTable = tableUnder('Object types', ['all', 'published', 'own', 'nothing', 'result']);
const fieldTable = tableUnder('Fields with a rule of their own', [
  'all',
  'published',
  'own',
  'asker',
  'nothing',
]);

let data: ApplicationData;
let database: Database;
let receiver: Receiver;
let cast: Cast;
let stations: Stations;
beforeAll(async () => {
  data = await ApplicationData.create();
  receiver = await openReceiver();
  const dbName = `test-authorisation-${randomBytes(6).toString('hex')}`;
  database = await Database.connect(inject('mongodbUri'), { dbName });
  const application = await data.start({
    ...administratorEnvironment,
    MONGODB_URI: inject('mongodbUri'),
    DATABASE: dbName,
    ACCESS_TOKEN_MINUTES: '120',
    // Every field of everything is asked for by all of them at once.
    GRAPHQL_COST_PER_MEMBER: '1000000000',
    GRAPHQL_COST_PER_ADDRESS: '1000000000',
  });
  cast = await Cast.assemble(application.url, schema);
  stations = new Stations(cast, { database, receiverUrl: receiver.url });
}, 120_000);
afterAll(async () => {
  await data.remove();
  await receiver.close();
  await database.connection.dropDatabase();
  await database.close();
});

describe('the table', () => {
  const once = (names: readonly string[]) => [...new Set(names)].sort();

  it('has every query and subscription, and no other', () => {
    const fields = (['Query', 'Subscription'] as const).flatMap((operation) =>
      schema.rootFields(operation).map((field) => `${operation}.${field}`),
    );
    expect(readTable.map(({ name }) => name).sort()).toEqual(fields.sort());
  });

  it('has every mutation, and no other', () => {
    expect(once(mutationTable.map(({ name }) => name))).toEqual(schema.rootFields('Mutation').sort());
  });

  it('has every situation in which a mutation is tried once, and no other', () => {
    expect(mutationTable.map(rowTitle).sort()).toEqual(Object.keys(situations).sort());
  });

  it('has every object type once, and no other', () => {
    const rows = typeTable.map(({ name }) => name);
    expect([...rows, ...schema.wrappers()].sort()).toEqual(schema.objectTypes().sort());
  });

  it('has rules of fields that there are', () => {
    for (const { name } of fieldTable) {
      const [type = '', field = ''] = name.split('.');
      expect(Object.keys(schema.type(type).getFields()), name).toContain(field);
    }
  });

  it('says `result` of what only mutations return, and of nothing else', () => {
    for (const { name, cells } of typeTable) {
      const results = Object.values(cells).filter((cell) => cell === 'result');
      expect(results, name).toHaveLength(schema.resultTypes().includes(name) ? personas.length : 0);
    }
  });
});

// Before mutations are tried, which leave much that would have to be looked at.
describe('what is shown', () => {
  let proceedings: Proceedings;
  let viewing: Viewing;
  let whole: View;
  let rules: Rules;
  beforeAll(async () => {
    const readers = personas.flatMap((persona) => (persona === 'nobody' ? [] : cast.account(persona)));
    for (const { user } of [...readers, cast.preparer('secretariat')]) await markRead(user);
    proceedings = await holdProceedings(cast, stations);
    viewing = new Viewing(schema, proceedings);
    whole = await viewing.crawl(cast.preparer('secretariat').user);
    const { published, amended } = proceedings;
    rules = {
      types: new Map(typeTable.map((entry) => [entry.name, entry])),
      fields: new Map(fieldTable.map((entry) => [entry.name, entry])),
      wrappers: new Set(schema.wrappers()),
      identified: new Set(
        (['Node', 'Event'] as const).flatMap((name) =>
          typesImplementing(schema.schema, name).map((type) => type.name),
        ),
      ),
      isPublished: (object) => published.has(String(object['id'])) || isPublicEvent(object),
      isPublishedValue: (field, object, shown) => {
        const isAmended = object['id'] === amended.keyTaskId;
        if (field === 'KeyTask.title') return shown === (isAmended ? amended.sealedTitle : object['title']);
        return shown === (object['state'] === 'CONFIRMED' ? object['englishTitle'] : null);
      },
      ownId: (persona) => (persona === 'nobody' ? null : cast.account(persona).memberId),
    };
  }, 120_000);
  afterAll(() => proceedings.close());

  async function markRead(user: ApiUser): Promise<void> {
    const { activity } = await user.query<{ activity: { pageInfo: { endCursor: string } } }>(
      '{ activity(first: 1) { pageInfo { endCursor } } }',
    );
    await schema.mutate(user, { field: 'markActivityRead', input: { cursor: activity.pageInfo.endCursor } });
  }

  it.each(readTable.map((entry) => [entry.name, entry] as const))('by %s', async (name, { cells }) => {
    const read = reads[name];
    if (read === undefined) throw new Error(`Nothing reads ${name}.`);
    const found: Partial<Record<Persona, string>> = {};
    for (const persona of personas) found[persona] = await read(cast.user(persona), proceedings);
    expect(found).toEqual(cells);
  });

  it.each(personas)('to %s, of every object and field', async (persona) => {
    const shown = await viewing.of(cast.user(persona), whole);
    expect(Comparison.of(rules, persona, { whole, shown })).toEqual([]);
  });
});

describe('mutations', () => {
  let row: MutationRow;
  beforeAll(async () => {
    row = new MutationRow({ cast, stations, place: await stations.plan() });
  });

  it.each(mutationTable.map((entry) => [rowTitle(entry), entry] as const))('%s', async (title, entry) => {
    const situation = situations[title];
    if (situation === undefined) throw new Error(`There is no situation ${title}.`);
    expect(await row.problems(entry, situation)).toEqual([]);
  });
});
