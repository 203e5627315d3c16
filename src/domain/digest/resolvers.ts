import type { Resolvers } from '../../generated/resolvers.ts';
import { mutationPayload } from '../../graphql/mutation.ts';

export const digestResolvers: Resolvers = {
  Viewer: { digest: (viewer, _args, { services }) => services.digests.choiceOf(viewer) },
  Mutation: {
    setDigest: (_root, { input }, { services, viewer }) =>
      mutationPayload(async () => ({ digest: await services.digests.choose(viewer, input.digest) })),
  },
};
