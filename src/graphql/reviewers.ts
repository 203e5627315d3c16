import type { AskedRole, ReviewRequest } from '../domain/version/types.ts';
import type { ReviewerRoleInput } from '../generated/resolvers.ts';
import { databaseId, optionalDatabaseId } from './ids.ts';

/** Who an input asks for reviews, and until when. Throws `INVALID_INPUT` for an id of something else. */
export function readReviewers(input: {
  readonly reviewerIds?: readonly string[] | null;
  readonly reviewerRoles?: readonly ReviewerRoleInput[] | null;
  readonly dueAt?: Date | null;
}): Omit<ReviewRequest, 'minimumApprovals'> {
  return {
    reviewerIds: (input.reviewerIds ?? []).map((id) => databaseId('Member', id, 'reviewerIds')),
    roles: (input.reviewerRoles ?? []).map(({ role, subcommitteeId }): AskedRole => ({
      role,
      subcommitteeId:
        optionalDatabaseId('Subcommittee', subcommitteeId, 'reviewerRoles.subcommitteeId') ?? null,
    })),
    dueAt: input.dueAt ?? null,
  };
}
