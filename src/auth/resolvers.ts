import type { Resolvers } from '../generated/resolvers.ts';
import type { Loaders } from '../graphql/context.ts';
import { mutationPayload } from '../graphql/mutation.ts';
import type { SignedIn } from './service.ts';

/** The request itself is still nobody's, who may see no member: but the one who just signed in may see theirs. */
function withOwnMember(loaders: Loaders, signedIn: SignedIn): SignedIn {
  loaders.membership.member.prime(signedIn.member.id, signedIn.member);
  return signedIn;
}

export const authResolvers: Resolvers = {
  Mutation: {
    signIn: (_root, { input }, { services, loaders, clientAddress }) =>
      mutationPayload(async () =>
        withOwnMember(
          loaders,
          await services.auth.signIn({ email: input.email, password: input.password, clientAddress }),
        ),
      ),
    refreshSession: (_root, { input }, { services, loaders }) =>
      mutationPayload(async () => withOwnMember(loaders, await services.auth.refresh(input.refreshToken))),
    signOut: (_root, _args, { services, viewer }) =>
      mutationPayload(async () => {
        await services.auth.signOut(viewer);
        return {};
      }),
    changePassword: (_root, { input }, { services, viewer, clientAddress }) =>
      mutationPayload(async () => {
        await services.auth.changePassword(viewer, {
          currentPassword: input.currentPassword,
          newPassword: input.newPassword,
          clientAddress,
        });
        return {};
      }),
  },
};
