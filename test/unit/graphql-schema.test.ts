import { buildASTSchema, isObjectType, type GraphQLInterfaceType } from 'graphql';
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
    const named = eventKinds.map((kind) => resolveType({ kind } as EventRecord));
    expect(named.sort()).toEqual([...possible].sort());
  });

  it('finds every type of node, and no other', () => {
    const nodes = Object.values(schema.getTypeMap())
      .filter(isObjectType)
      .filter((type) => type.getInterfaces().some((implemented) => implemented.name === 'Node'))
      .map((type) => type.name);
    expect(nodes.sort()).toEqual([...nodeTypes].sort());
  });

  it('knows every code that a mutation can return', () => {
    const codes = buildASTSchema(loadTypeDefs()).getType('UserErrorCode');
    const values = codes?.toConfig() as { values: Record<string, unknown> };
    expect(Object.keys(values.values).sort()).toEqual([...domainErrorCodes].sort());
  });
});
