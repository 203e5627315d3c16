import type { GraphQLFieldResolver, GraphQLObjectType, GraphQLSchema } from 'graphql';
import { DomainError, UnauthenticatedError } from '../errors.ts';
import type { GraphQLContext } from './context.ts';

type RootResolver = GraphQLFieldResolver<unknown, GraphQLContext, Record<string, unknown>>;

/** Has the audit log told when somebody asks for a root field of a query or a subscription that they may not have. */
export function recordRefusedReads(schema: GraphQLSchema): void {
  for (const field of fieldsOf(schema.getQueryType()))
    if (field.resolve !== undefined) field.resolve = recorded(field.resolve as RootResolver);
  for (const field of fieldsOf(schema.getSubscriptionType()))
    if (field.subscribe !== undefined) field.subscribe = recorded(field.subscribe as RootResolver);
}

function recorded(resolve: RootResolver): RootResolver {
  return (...[source, args, context, info]: Parameters<RootResolver>) => {
    const refuse = (error: unknown): never => {
      const code = codeOfRefusal(error);
      const { services, viewer, clientAddress, requestId } = context;
      const action = `${info.parentType.name}.${info.fieldName}`;
      if (code !== null) services.auditLog.refused({ action, viewer, clientAddress, requestId, code });
      throw error;
    };
    try {
      const result = resolve(source, args, context, info);
      return result instanceof Promise ? result.catch(refuse) : result;
    } catch (error) {
      return refuse(error);
    }
  };
}

function codeOfRefusal(error: unknown): string | null {
  const isRefusal =
    error instanceof UnauthenticatedError || (error instanceof DomainError && error.code === 'FORBIDDEN');
  return isRefusal ? error.code : null;
}

const fieldsOf = (type: GraphQLObjectType | null | undefined) => Object.values(type?.getFields() ?? {});
