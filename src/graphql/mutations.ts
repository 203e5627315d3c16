import type { GraphQLFieldResolver, GraphQLSchema } from 'graphql';
import { withCommitHook } from '../activity/commit-hooks.ts';
import { UnauthenticatedError } from '../errors.ts';
import type { GraphQLContext } from './context.ts';
import { createLoaders } from './loaders.ts';

type MutationResolver = GraphQLFieldResolver<unknown, GraphQLContext, Record<string, unknown>>;

/**
 * Mutations of one request run one behind the other, however long each takes. Makes each but the first begin with the
 * rights that the viewer has by then (an earlier one may have ended the session, or somebody else the member's rights),
 * and with loaders that remember nothing of before it, also for what its payload shows. Each is recorded in the audit log.
 */
export function prepareMutations(schema: GraphQLSchema): void {
  /** Contexts, which are made for one request, of those whose first mutation has begun. */
  const begun = new WeakSet<GraphQLContext>();

  async function begin(context: GraphQLContext): Promise<void> {
    if (!begun.has(context)) {
      begun.add(context);
      return;
    }
    const { viewer, services } = context;
    if (viewer !== null) {
      const revalidated = await services.auth.revalidate(viewer);
      if (revalidated === null) throw new UnauthenticatedError('The session has ended.');
      context.viewer = revalidated;
    }
    context.loaders = createLoaders(services, context.viewer);
  }

  for (const field of Object.values(schema.getMutationType()?.getFields() ?? {})) {
    const resolve = field.resolve as MutationResolver | undefined;
    if (resolve === undefined) continue;
    field.resolve = async (...[source, args, context, info]: Parameters<MutationResolver>) => {
      const { services, viewer, clientAddress, requestId } = context;
      const audited = { action: field.name, input: args['input'], viewer, clientAddress, requestId };
      const work = async () => {
        await begin(context);
        return resolve(source, args, context, info);
      };
      const { commitHook } = context;
      return services.auditLog.mutation(audited, () =>
        commitHook === undefined ? work() : withCommitHook(commitHook, work),
      );
    };
  }
}
