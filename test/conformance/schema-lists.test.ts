import {
  buildASTSchema,
  buildSchema,
  getNamedType,
  getNullableType,
  isEnumType,
  isListType,
  isObjectType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { loadTypeDefs } from '../../src/graphql/type-defs.ts';

const people = 'the members of the task force';
const subcommittees = 'the subcommittees of the task force';
const keyTasks = 'the key tasks of a plan, at most 1,000';
const strategies = 'the strategies of a plan, at most 100';
const text = 'one text, in a version by CT-8';
const fields = 'the structured fields of one text, in a version the five of CT-9';
const conflicts = 'mostConflicts, 500';
const problems = 'mostProblems, 100';
const levels = 'the levels of a numbering, at most 8';

/** What bounds the plain lists that hold objects of a type, wherever they are. */
const boundsByType: Readonly<Record<string, string>> = {
  Permission: 'the actions that the type has',
  UserError: 'one: a mutation stops at the first thing that is wrong',
};

/** What bounds each of the others. A list that nothing bounds has to be a connection. */
const bounds: Readonly<Record<string, string>> = {
  'Ballot.discussions': people,
  'Ballot.positions': people,
  'Ballot.removals': people,
  'Ballot.roster': people,
  'Ballot.secretVotes': people,
  'Ballot.voters': people,
  'Blame.fields': fields,
  'Blame.shares': people,
  'BlamedBlock.runs': 'mostRuns, 200',
  'BlockDifference.parts': text,
  'Conflict.places': 'two',
  'Draft.authors': people,
  'Draft.contentProblems': problems,
  'Draft.presence': people,
  'Draft.recused': people,
  'DraftChanged.blocks': text,
  'DraftChanged.fields': fields,
  'KeyTask.conflicts': conflicts,
  'KeyTask.mergedFrom': keyTasks,
  'KeyTask.splitInto': keyTasks,
  'Member.seats': subcommittees,
  'Moment.members': people,
  'Plan.numbering': levels,
  'Plan.strategies': strategies,
  'PlanAsOf.keyTasks': keyTasks,
  'PlanAsOf.strategies': strategies,
  'PlanDifference.entries': 'the key tasks of two plan versions, at most 2,000',
  'PlanProof.steps': 'three',
  'PlanSubmission.returned': keyTasks,
  'PlanVersion.conflicts': conflicts,
  'PlanVersion.entries': keyTasks,
  'PlanVersion.numbering': levels,
  'PlanVersion.shares': people,
  'PlanVersionEntry.place': 'two',
  'ProofStep.path': 'the height of a Merkle tree',
  'Query.nodes': 'the ids that are asked for, at most 100',
  'Query.subcommittees': subcommittees,
  'Review.blockRemarks': 'maxRemarks, 100',
  'Revision.contentProblems': problems,
  'Subcommittee.seats': people,
  'Subscription.presence': people,
  'TextDifference.fields': fields,
  'UserError.field': 'the levels of an input',
  'Version.authors': people,
  'Version.reviews': 'maxRequests, 20 that stand, and those that were made void by hand',
  'Version.shares': people,
};

describe('the lists of the schema', () => {
  const schema = buildASTSchema(loadTypeDefs());

  it('are connections, or are named here with what bounds them', () => {
    expect(unboundedLists(schema).sort()).toEqual(Object.keys(bounds).sort());
  });

  it('are turned over page by page where they are connections', () => {
    expect(connectionsWithoutPages(schema)).toEqual([]);
  });

  it('would be found', () => {
    const other = buildSchema(`
      type Query { things: [Thing!]!, some(first: Int, after: String): ThingConnection, all(first: Int): ThingConnection }
      interface Named { names: [String!] }
      type Thing implements Named { names: [String!], kinds: [Kind!]!, permissions: [Permission!]! }
      enum Kind { A }
      type Permission { action: String }
      type ThingConnection { nodes: [Thing!]!, edges: [ThingEdge!]!, others: [Thing] }
      type ThingEdge { node: Thing }
    `);
    expect(unboundedLists(other)).toEqual(['Query.things', 'Thing.names', 'ThingConnection.others']);
    expect(connectionsWithoutPages(other)).toEqual(['Query.all']);
  });
});

type Field = GraphQLField<unknown, unknown>;

/** Names of all fields of which it holds, e.g. `Plan.strategies`. */
function fieldsWhere(
  schema: GraphQLSchema,
  holds: (type: GraphQLObjectType, field: Field) => boolean,
): string[] {
  return Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .filter(({ name }) => !name.startsWith('__'))
    .flatMap((type) =>
      Object.values(type.getFields())
        .filter((field) => holds(type, field))
        .map((field) => `${type.name}.${field.name}`),
    );
}

/** The plain lists of objects and texts that {@link boundsByType} says nothing of. Of an enum there are only its values. */
function unboundedLists(schema: GraphQLSchema): string[] {
  return fieldsWhere(schema, (type, { name, type: result }) => {
    if (!isListType(getNullableType(result))) return false;
    if (type.name.endsWith('Connection') && (name === 'edges' || name === 'nodes')) return false;
    const entry = getNamedType(result);
    return !isEnumType(entry) && boundsByType[entry.name] === undefined;
  });
}

/** Fields of connections that can't be asked for a page. */
function connectionsWithoutPages(schema: GraphQLSchema): string[] {
  return fieldsWhere(schema, (_type, { type, args }) => {
    const names = args.map(({ name }) => name);
    return (
      getNamedType(type).name.endsWith('Connection') && !(names.includes('first') && names.includes('after'))
    );
  });
}
