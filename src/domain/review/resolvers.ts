import { pageRequest } from '../../database/paging.ts';
import type { Resolvers } from '../../generated/resolvers.ts';
import { toConnection } from '../../graphql/connection.ts';
import { eventFields } from '../../graphql/event-fields.ts';
import { existing } from '../../graphql/existing.ts';
import { databaseId, toGlobalId } from '../../graphql/ids.ts';
import { mutationPayload } from '../../graphql/mutation.ts';
import { readReviewers } from '../../graphql/reviewers.ts';
import type { ReviewState } from './types.ts';

export const reviewResolvers: Resolvers = {
  Review: {
    id: (review) => toGlobalId('Review', review.id),
    keyTask: async (review, _args, { loaders }) =>
      existing(await loaders.keyTasks.keyTask.load(review.keyTaskId)),
    version: async (review, _args, { loaders }) =>
      existing(await loaders.versions.version.load(review.versionId)),
    reviewer: (review, _args, { loaders }) =>
      review.reviewerId === null ? null : loaders.membership.member.load(review.reviewerId),
    askedSubcommittee: (review, _args, { loaders }) =>
      review.askedSubcommitteeId === null
        ? null
        : loaders.membership.subcommittee.load(review.askedSubcommitteeId),
    blockRemarks: (review) => review.blockRemarks,
    overdue: (review, _args, { services }) => services.reviews.isOverdue(review),
  },
  KeyTask: {
    reviews: async (keyTask, args, { loaders }) =>
      toConnection(
        await loaders.reviews.ofKeyTask.load({ parentId: keyTask.id, request: pageRequest(args) }),
      ),
  },
  Version: {
    reviews: (version, _args, { loaders }) => loaders.reviews.ofVersion.load(version.id),
  },
  Mutation: {
    submitReview: (_root, { input }, { services, viewer }) =>
      mutationPayload(() =>
        services.reviews.submitReview(viewer, {
          keyTaskId: databaseId('KeyTask', input.keyTaskId, 'keyTaskId'),
          contentHash: input.contentHash,
          verdict: input.verdict,
          remarks: input.remarks ?? null,
          blockRemarks: input.blockRemarks ?? [],
        }),
      ),
    requestReviews: (_root, { input }, { services, viewer }) =>
      mutationPayload(async () => ({
        keyTask: await services.reviews.requestReviews(viewer, {
          keyTaskId: databaseId('KeyTask', input.keyTaskId, 'keyTaskId'),
          contentHash: input.contentHash,
          ...readReviewers(input),
        }),
      })),
    invalidateReview: (_root, { input }, { services, viewer }) =>
      mutationPayload(() =>
        services.reviews.invalidateReview(viewer, {
          reviewId: databaseId('Review', input.reviewId, 'reviewId'),
          reason: input.reason,
        }),
      ),
  },
  ReviewChanged: {
    ...eventFields,
    keyTask: (event, _args, { loaders }) =>
      event.keyTaskId === null ? null : loaders.keyTasks.keyTask.load(event.keyTaskId),
    review: (event, _args, { loaders }) => loaders.reviews.review.load(String(event.payload['reviewId'])),
    state: (event) => event.payload['state'] as ReviewState,
    contentHash: (event) => String(event.payload['contentHash']),
  },
};
