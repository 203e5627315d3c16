import { isInterfaceType, isObjectType, type GraphQLObjectType } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toGlobalId, type NodeType } from '../../src/graphql/ids.ts';
import { createSchema } from '../../src/graphql/schema.ts';
import { openDecisionPath, type DecisionPath } from '../support/decision-path.ts';
import { kindOf, typesImplementing } from '../support/every-field.ts';
import { countAt, fieldPaths, type FieldPath } from '../support/field-paths.ts';
import { makeManyOfEach, type ManyOfEach } from '../support/many-of-each.ts';
import { counted } from '../support/round-trips.ts';

/**
 * Every field, asked for by itself, takes as many round trips to the database for six objects as for two. Each time it
 * is asked of services that have kept nothing yet, so that neither finds what the other has read; what is kept in the
 * database itself is deleted before.
 */

/** Fields that take more round trips for more objects, and why that is so. */
const growing: Readonly<Record<string, string>> = {
  'Draft.moments':
    "each draft's newest entries of the activity log are read by themselves: the newest of many tasks in one query would need all of them sorted, in the embedded store as in MongoDB 4.4",
};

/** Fields of which there aren't six values to ask for, and why not. */
const unreached: Readonly<Record<string, string>> = {
  'Ballot.secretVotes.overruled': 'it is looked at in Ballot.positions',
  'Moment.decision': 'a draft is seldom decided on six times; it is read by the loader of Decision.ballot',
};

/** Fields that are asked for and may say nothing. */
const mayBeEmpty: Readonly<Record<string, string>> = {
  'Revision.contentProblems': 'the text is looked at, whether there is a problem or not',
};

/** Types of which a request gets one, or a list from one query: by a root field, or as what a mutation did. */
const single: readonly string[] = [
  'ActivityMark',
  'ActivityReset',
  'EventConnection',
  'EventEdge',
  'MemberConnection',
  'MemberEdge',
  'Mutation',
  'PlanAsOf',
  'PlanConnection',
  'PlanEdge',
  'Query',
  'Session',
  'Subscription',
  'UnreadActivity',
  'UserError',
  'Viewer',
  'WebhookConnection',
  'WebhookEdge',
];

const schema = createSchema();
const nodes = typesImplementing(schema, 'Node');
/** Without the one that is no entry of the log, and is told once in a subscription. */
const events = typesImplementing(schema, 'Event').filter(({ name }) => name !== 'ActivityReset');

/** Few objects and many: with fewer many, what grows by halves wouldn't be seen. */
const [few, many] = [2, 6];
/** Objects of a type that are asked for at most, to find those that have something in a field. */
const mostAsked = 100;

let path: DecisionPath;
let made: ManyOfEach;
/** What is looked at of each type. */
const pathsByType = new Map<string, readonly FieldPath[]>();
/** Types that are no nodes, and are looked at below others. */
const seen = new Set<string>();
beforeAll(async () => {
  path = await openDecisionPath({ voters: 1, processes: 2 });
  made = await makeManyOfEach(path);
  const argumentsOf = await argumentsFor();
  for (const type of [...nodes, ...events, ...['StrategyAsOf', 'KeyTaskAsOf', 'Moment'].map(objectType)])
    pathsByType.set(type.name, fieldPaths(type, { argumentsOf, inEach: ['Draft.revision'], seen }));
}, 120_000);
afterAll(() => path.drop());

function objectType(name: string): GraphQLObjectType {
  const type = schema.getType(name);
  if (!isObjectType(type)) throw new Error(`${name} is no object type.`);
  return type;
}

/** Moments of the drafts that {@link writtenDraft} writes, in the archive and behind it. */
const [archived, later] = ['2021-06-01T00:03:15.000Z', '2021-06-01T00:09:55.000Z'];

/** By `Type.field`, what it is asked for with. */
async function argumentsFor(): Promise<Record<string, readonly string[]>> {
  const [version = ''] = await idsOf('Version');
  const { planId, tasks } = made.large;
  const planVersions = (
    await path.stores.planVersions.newestByPlan([planId], { before: null, limit: 100 })
  ).get(planId);
  const first = planVersions?.at(-1)?.id ?? '';
  const keyTaskId = toGlobalId('KeyTask', tasks[0]?.id ?? '');
  return {
    'Draft.revision': ['(sequence: 20)', '(sequence: 60)', `(at: "${archived}")`, `(at: "${later}")`],
    'Draft.blame': ['', '(sequence: 20)'],
    'Draft.difference': [
      '(from: { sequence: 20 }, to: { sequence: 60 })',
      `(from: { time: "${archived}" })`,
      `(from: { versionId: "${version}" })`,
    ],
    'Version.shares': ['', '(by: SECTOR)'],
    'Version.difference': [`(from: "${version}")`],
    'PlanVersion.difference': ['', `(from: "${toGlobalId('PlanVersion', first)}")`],
    'PlanVersion.proof': [`(keyTaskId: "${keyTaskId}", blockId: "b1")`],
  };
}

const collection = (name: string) => path.database.connection.collection(name);
/** Global ids of objects of a type, those that were made last first. */
async function idsOf(type: string): Promise<string[]> {
  const rows = await path.database.connection
    .model(type)
    .collection.find({}, { projection: { _id: 1 } })
    .sort({ _id: -1 })
    .limit(mostAsked)
    .toArray();
  return rows.map(({ _id }) => toGlobalId(type as NodeType, String(_id)));
}

/** Objects of one type, and how some of them are asked for something. */
interface Subject {
  readonly objects: readonly string[];
  readonly source: (selection: string) => string;
  readonly variables: (objects: readonly string[]) => Record<string, unknown>;
  /** Where they stand in an answer. */
  readonly at: readonly string[];
  /** They are the first of a list, so that each comes with those before it: then how many are asked for one, at least. */
  readonly inList: number | null;
}

const nodesOf = async (type: string): Promise<Subject> => ({
  objects: await idsOf(type),
  source: (selection) => `query ($ids: [ID!]!) { nodes(ids: $ids) { ... on ${type} { ${selection} } } }`,
  variables: (ids) => ({ ids }),
  at: ['nodes'],
  inList: null,
});

const firstOf = (length: number) => Array.from({ length }, () => '');

const listed = (source: Subject['source'], at: Subject['at'], variables: Subject['variables']): Subject => ({
  objects: firstOf(mostAsked),
  source,
  variables,
  at,
  inList: 1,
});

const eventsOf = (type: string, kind: string) =>
  listed(
    (selection) =>
      `query ($first: Int, $kinds: [EventKind!]) { activity(first: $first, filter: { kinds: $kinds }) {
        nodes { ... on ${type} { ${selection} } } } }`,
    ['activity', 'nodes'],
    ({ length }) => ({ first: length, kinds: [kind] }),
  );

/** What a plan as of a moment has many of: one plan has few of them, the other many. */
const asOf = (field: string) =>
  listed(
    (selection) =>
      `query ($id: ID!, $at: DateTime!) { plan(id: $id, asOf: $at) { ${field} { ${selection} } } }`,
    ['plan', field],
    ({ length }) => {
      const { planId, at } = length > few ? made.large : made.small;
      return { id: toGlobalId('Plan', planId), at };
    },
  );

/** Three for one, as those that stand beside each other are of several kinds. */
const moments = (): Subject => ({
  ...listed(
    (selection) =>
      `query ($id: ID!, $first: Int) { node(id: $id) { ... on Draft { moments(first: $first) {
        nodes { ${selection} } } } } }`,
    ['node', 'moments', 'nodes'],
    ({ length }) => ({ id: toGlobalId('Draft', made.eventful.draftId), first: length }),
  ),
  inList: 3,
});

interface Asked {
  /** For each object how many values there are in the field. */
  readonly values: readonly number[];
  readonly roundTrips: number;
}

async function ask(
  subject: Subject,
  { selection, keys }: FieldPath,
  objects: readonly string[],
): Promise<Asked> {
  await collection('versionShares').deleteMany({});
  const askFresh = path.askOf(path.startServices());
  const { result, roundTrips } = await counted(() =>
    askFresh<unknown>(path.as.secretariat, subject.source(selection), subject.variables(objects)),
  );
  let found: unknown = result;
  for (const key of subject.at) found = (found as Record<string, unknown>)[key];
  return { values: (found as unknown[]).map((object) => countAt(object, keys)), roundTrips };
}

/** The first of the objects of which so many have something in the field; null when there aren't so many. */
function choose({ objects, inList }: Subject, { values }: Asked, count: number): readonly string[] | null {
  const filled = values.flatMap((value, index) => (value > 0 ? [index] : []));
  const last = filled[count - 1];
  if (last === undefined) return null;
  if (inList !== null) return objects.slice(0, Math.max(last + 1, count * inList));
  return filled.slice(0, count).map((index) => objects[index] ?? '');
}

/** How many round trips the field takes for few and for many; null when there aren't many. */
async function measure(subject: Subject, field: FieldPath): Promise<readonly [number, number] | null> {
  const objects = subject.objects.slice(0, many);
  let asked = await ask(subject, field, objects);
  if (field.field in mayBeEmpty) asked = { ...asked, values: asked.values.map(() => 1) };
  if (choose(subject, asked, many) === null) asked = await ask(subject, field, subject.objects);
  const [some, all] = [choose(subject, asked, few), choose(subject, asked, many)];
  if (some === null || all === null) return null;
  return [
    (await ask(subject, field, some)).roundTrips,
    asked.values.length === all.length ? asked.roundTrips : (await ask(subject, field, all)).roundTrips,
  ];
}

/** Whether the field, or one that it is below of, is named as growing. */
const isBelowGrowing = (name: string) => Object.keys(growing).some((above) => name.startsWith(`${above}.`));

async function expectConstant(type: string, subject: Subject): Promise<void> {
  const paths = (pathsByType.get(type) ?? []).filter(({ name }) => !isBelowGrowing(name));
  const found = { growing: new Map<string, readonly [number, number]>(), unreached: [] as string[] };
  for (const field of paths) {
    const roundTrips = await measure(subject, field);
    if (roundTrips === null) found.unreached.push(field.name);
    else if (roundTrips[1] > roundTrips[0]) found.growing.set(field.name, roundTrips);
  }
  const named = (list: Readonly<Record<string, string>>) =>
    paths.map(({ name }) => name).filter((name) => name in list);
  expect(
    Object.fromEntries([...found.growing].filter(([name]) => !(name in growing))),
    'fields that take more round trips for more objects',
  ).toEqual({});
  expect(found.unreached, 'fields of which there are not six').toEqual(named(unreached));
  expect([...found.growing.keys()], 'fields that are named, and need not be').toEqual(named(growing));
}

describe('a field takes as many round trips for six as for two', () => {
  it.each(nodes.map(({ name }) => name))('of every %s', async (name) => {
    await expectConstant(name, await nodesOf(name));
  });

  it.each(events.map((type) => [type.name, kindOf(type)]))('of every event %s', async (name, kind) => {
    await expectConstant(name, eventsOf(name, kind));
  });

  it('of every strategy and key task of a plan as it was', async () => {
    await expectConstant('StrategyAsOf', asOf('strategies'));
    await expectConstant('KeyTaskAsOf', asOf('keyTasks'));
  });

  it('of every moment of a draft', async () => {
    await expectConstant('Moment', moments());
  });
});

describe('the lists of exceptions', () => {
  it('name fields that there are', () => {
    const paths = [...pathsByType.values()].flat();
    const names = new Set(paths.map(({ name }) => name));
    for (const name of [...Object.keys(growing), ...Object.keys(unreached)])
      expect(names, name).toContain(name);
    const fields = new Set(paths.map(({ field }) => field));
    for (const field of Object.keys(mayBeEmpty)) expect(fields, field).toContain(field);
  });

  it('name every type of which nothing is asked above', () => {
    const reached = new Set([...pathsByType.keys(), ...seen]);
    const results = schema.getType('MutationPayload');
    const others = Object.values(schema.getTypeMap())
      .filter((type) => isObjectType(type) && !type.name.startsWith('__') && !reached.has(type.name))
      .filter((type) => !isInterfaceType(results) || !schema.isSubType(results, type as GraphQLObjectType))
      .map(({ name }) => name);
    expect(others.sort()).toEqual(single);
  });
});
