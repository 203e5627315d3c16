import {
  buildASTSchema,
  buildSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
  type GraphQLInterfaceType,
  type GraphQLSchema,
} from 'graphql';
import { makeExecutableSchema } from '@graphql-tools/schema';
import { describe, expect, it } from 'vitest';
import { eventKinds, type EventRecord } from '../../src/activity/event.ts';
import { activityResolvers } from '../../src/activity/resolvers.ts';
import { nodeTypes } from '../../src/graphql/ids.ts';
import { createSchema, missingResolvers } from '../../src/graphql/schema.ts';
import { loadTypeDefs } from '../../src/graphql/type-defs.ts';
import { domainErrorCodes } from '../../src/errors.ts';

describe('the schema', () => {
  const schema = createSchema();

  it('has a resolver for every field that needs one', () => {
    expect(missingResolvers(schema)).toEqual([]);
  });

  it('would say which fields have none', () => {
    const missing = missingResolvers(makeExecutableSchema({ typeDefs: loadTypeDefs() }));
    expect(missing).toEqual(
      expect.arrayContaining([
        'Query.plans',
        'Mutation.signIn',
        'Subscription.activity (subscribe)',
        'KeyTask.id',
        'KeyTask.plan',
        'Plan.keyTasks',
        'DraftChanged.excerpt',
      ]),
    );
    expect(missing).not.toContain('KeyTask.title');
    expect(missing).not.toContain('PlanConnection.nodes');
  });

  it('has one event type for every kind of event, and no other', () => {
    const event = schema.getType('Event') as GraphQLInterfaceType;
    const possible = schema.getPossibleTypes(event).map((type) => type.name);
    const resolveType = activityResolvers.Event?.__resolveType as unknown as (record: EventRecord) => string;
    const kinds = [...eventKinds, 'ACTIVITY_RESET'];
    const named = kinds.map((kind) => resolveType({ kind } as EventRecord));
    expect(named.sort()).toEqual([...possible].sort());
  });

  it('finds every type of node, and no other', () => {
    const nodes = Object.values(schema.getTypeMap())
      .filter(isObjectType)
      .filter((type) => type.getInterfaces().some((implemented) => implemented.name === 'Node'))
      .map((type) => type.name);
    expect(nodes.sort()).toEqual([...nodeTypes].sort());
  });

  it('describes every type, field, argument, input field and value', () => {
    expect(undescribed(buildASTSchema(loadTypeDefs()))).toEqual([]);
  });

  it('would say what has no description', () => {
    const missing = undescribed(
      buildSchema(
        'type Query { a(b: In): Kind } input In { c: Int } enum Kind { D } "" type E { "f" f: Int }',
      ),
    );
    expect(missing).toEqual(['Query', 'Query.a', 'Query.a(b)', 'In', 'In.c', 'Kind', 'Kind.D', 'E']);
  });

  it('knows every code that a mutation can return', () => {
    const codes = buildASTSchema(loadTypeDefs()).getType('UserErrorCode');
    const values = codes?.toConfig() as { values: Record<string, unknown> };
    expect(Object.keys(values.values).sort()).toEqual([...domainErrorCodes].sort());
  });
});

/** Names of what has no description, e.g. `KeyTask.title` or `Query.node(id)`; of the schema's own types only. */
function undescribed(schema: GraphQLSchema): string[] {
  const own = Object.values(schema.getTypeMap()).filter(
    (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type),
  );
  const described: [name: string, description: string | null | undefined][] = [];
  for (const type of own) {
    described.push([type.name, type.description]);
    if (isEnumType(type))
      for (const { name, description } of type.getValues())
        described.push([`${type.name}.${name}`, description]);
    if (isInputObjectType(type))
      for (const { name, description } of Object.values(type.getFields()))
        described.push([`${type.name}.${name}`, description]);
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const { name, description, args } of Object.values(type.getFields())) {
      described.push([`${type.name}.${name}`, description]);
      for (const arg of args) described.push([`${type.name}.${name}(${arg.name})`, arg.description]);
    }
  }
  return described.filter(([, description]) => !description?.trim()).map(([name]) => name);
}
