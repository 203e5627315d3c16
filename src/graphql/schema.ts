import { makeExecutableSchema } from '@graphql-tools/schema';
import {
  defaultFieldResolver,
  getNamedType,
  isCompositeType,
  isObjectType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import { activityResolvers } from '../activity/resolvers.ts';
import { authResolvers } from '../auth/resolvers.ts';
import { decisionResolvers } from '../domain/decision/resolvers.ts';
import { digestResolvers } from '../domain/digest/resolvers.ts';
import { draftResolvers } from '../domain/draft/resolvers.ts';
import { keyTaskResolvers } from '../domain/key-task/resolvers.ts';
import { membershipResolvers } from '../domain/membership/resolvers.ts';
import { planResolvers } from '../domain/plan/resolvers.ts';
import { reviewResolvers } from '../domain/review/resolvers.ts';
import { submissionResolvers } from '../domain/submission/resolvers.ts';
import { versionResolvers } from '../domain/version/resolvers.ts';
import { webhookResolvers } from '../domain/webhook/resolvers.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { prepareMutations } from './mutations.ts';
import { nodeResolvers } from './node-resolvers.ts';
import { recordRefusedReads } from './refused-reads.ts';
import { scalarResolvers } from './scalars.ts';
import { loadTypeDefs } from './type-defs.ts';

const allResolvers: Resolvers[] = [
  scalarResolvers,
  nodeResolvers,
  activityResolvers,
  authResolvers,
  membershipResolvers,
  planResolvers,
  draftResolvers,
  keyTaskResolvers,
  versionResolvers,
  reviewResolvers,
  decisionResolvers,
  submissionResolvers,
  webhookResolvers,
  digestResolvers,
];

/**
 * The schema with every domain's resolvers. Throws when a field that needs a resolver has none, or a resolver has no
 * field, so that a gap shows at the start and not in an answer.
 */
export function createSchema(): GraphQLSchema {
  const schema = makeExecutableSchema({
    typeDefs: loadTypeDefs(),
    // Our types are stricter than what the library declares; both describe the same maps.
    resolvers: allResolvers as never,
    resolverValidationOptions: { requireResolversToMatchSchema: 'error' },
    inheritResolversFromInterfaces: false,
  });
  const missing = missingResolvers(schema);
  if (missing.length > 0) throw new Error(`These fields have no resolver: ${missing.join(', ')}`);
  prepareMutations(schema);
  recordRefusedReads(schema);
  return schema;
}

/** Types whose fields are simply properties of what their parent's resolver returned. */
function isPlainData(type: GraphQLObjectType): boolean {
  const names = type.getInterfaces().map((implemented) => implemented.name);
  return (
    names.includes('MutationPayload') ||
    /(Connection|Edge|Change|Problem|Rule)$/.test(type.name) ||
    ['PageInfo', 'UserError', 'Permission', 'Session'].includes(type.name)
  );
}

function needsResolver(type: GraphQLObjectType, field: GraphQLField<unknown, unknown>): boolean {
  if (isRoot(type) || field.args.length > 0) return true;
  const interfaces = type.getInterfaces().map((implemented) => implemented.name);
  // Records carry database ids, and what an event tells is in its payload.
  if (interfaces.includes('Event')) return field.name !== 'kind' && field.name !== 'at';
  if (interfaces.includes('Node') && field.name === 'id') return true;
  return !isPlainData(type) && isCompositeType(getNamedType(field.type)) && !isPlainDataField(field);
}

function isRoot(type: GraphQLObjectType): boolean {
  return ['Query', 'Mutation', 'Subscription'].includes(type.name);
}

function isPlainDataField(field: GraphQLField<unknown, unknown>): boolean {
  const type = getNamedType(field.type);
  return isObjectType(type) && ['BallotRule', 'Tally', 'Position', 'PlanVersionEntry'].includes(type.name);
}

/** Fields, as `Type.field`, that the default resolver can't answer and nothing else does. */
export function missingResolvers(schema: GraphQLSchema): string[] {
  const missing: string[] = [];
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      const resolved = field.resolve !== undefined && field.resolve !== defaultFieldResolver;
      if (needsResolver(type, field) && !resolved) missing.push(`${type.name}.${field.name}`);
      if (type.name === 'Subscription' && field.subscribe === undefined) {
        missing.push(`${type.name}.${field.name} (subscribe)`);
      }
    }
  }
  return missing;
}
