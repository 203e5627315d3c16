import { DateTimeISOResolver, JSONResolver } from 'graphql-scalars';
import type { Resolvers } from '../generated/resolvers.ts';

/** `DateTime` is written as RFC 3339 in UTC with milliseconds. */
export const scalarResolvers: Resolvers = { DateTime: DateTimeISOResolver, JSON: JSONResolver };
