import { GraphQLScalarType } from 'graphql';
import { DateTimeISOResolver, JSONResolver } from 'graphql-scalars';
import type { Resolvers } from '../generated/resolvers.ts';

/** The library's scalar has a name of its own, which documents with a variable of the type would have to use. */
const dateTime = new GraphQLScalarType({ ...DateTimeISOResolver.toConfig(), name: 'DateTime' });

/** `DateTime` is written as RFC 3339 in UTC with milliseconds. */
export const scalarResolvers: Resolvers = { DateTime: dateTime, JSON: JSONResolver };
