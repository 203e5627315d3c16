import { toPermission } from '../../auth/permission.ts';
import { pageRequest } from '../../database/paging.ts';
import type { Resolvers } from '../../generated/resolvers.ts';
import { toConnection } from '../../graphql/connection.ts';
import type { GraphQLContext } from '../../graphql/context.ts';
import { eventFields } from '../../graphql/event-fields.ts';
import { existing } from '../../graphql/existing.ts';
import { databaseId, toGlobalId } from '../../graphql/ids.ts';
import { mutationPayload } from '../../graphql/mutation.ts';
import { resolveSubmissionVerdict, withdrawSubmissionVerdict } from './policy.ts';
import type { PlanSubmissionRecord, SubmissionState } from './types.ts';

const submissionId = (id: string): string => databaseId('PlanSubmission', id, 'submissionId');

const payload = (work: () => Promise<PlanSubmissionRecord>) =>
  mutationPayload(async () => ({ submission: await work() }));

export const submissionResolvers: Resolvers = {
  PlanSubmission: {
    id: (submission) => toGlobalId('PlanSubmission', submission.id),
    plan: async (submission, _args, { loaders }) =>
      existing(await loaders.plans.plan.load(submission.planId)),
    planVersion: async (submission, _args, { loaders }) =>
      existing(await loaders.decisions.planVersion.load(submission.planVersionId)),
    submittedBy: (submission, _args, { loaders }) => loaders.membership.member.load(submission.submittedById),
    decidedBy: (submission, _args, { loaders }) =>
      submission.decidedById === null ? null : loaders.membership.member.load(submission.decidedById),
    returned: (submission) => submission.returned,
    permissions: (submission, _args, { viewer }: GraphQLContext) => [
      toPermission('adoptPlan', resolveSubmissionVerdict(viewer, submission)),
      toPermission('returnPlan', resolveSubmissionVerdict(viewer, submission)),
      toPermission('withdrawPlan', withdrawSubmissionVerdict(viewer, submission)),
    ],
  },
  ReturnedKeyTask: {
    keyTask: (returned, _args, { loaders }) => loaders.keyTasks.keyTask.load(returned.keyTaskId),
    version: async (returned, _args, { loaders }) =>
      existing(await loaders.versions.version.load(returned.versionId)),
  },
  Plan: {
    submissions: async (plan, args, { loaders }) =>
      toConnection(await loaders.submissions.ofPlan.load({ parentId: plan.id, request: pageRequest(args) })),
    adopted: (plan, _args, { loaders }) => loaders.submissions.adopted.load(plan.id),
  },
  Mutation: {
    submitPlan: (_root, { input }, { services, viewer }) =>
      payload(() =>
        services.submissions.submitPlan(viewer, {
          planId: databaseId('Plan', input.planId, 'planId'),
          planVersionHash: input.planVersionHash,
        }),
      ),
    adoptPlan: (_root, { input }, { services, viewer }) =>
      payload(() =>
        services.submissions.adoptPlan(viewer, {
          submissionId: submissionId(input.submissionId),
          planVersionHash: input.planVersionHash,
          remarks: input.remarks ?? null,
        }),
      ),
    returnPlan: (_root, { input }, { services, viewer }) =>
      payload(() =>
        services.submissions.returnPlan(viewer, {
          submissionId: submissionId(input.submissionId),
          planVersionHash: input.planVersionHash,
          reason: input.reason,
          keyTasks: input.keyTasks.map(({ keyTaskId, reason }) => ({
            keyTaskId: databaseId('KeyTask', keyTaskId, 'keyTasks.keyTaskId'),
            reason,
          })),
        }),
      ),
    withdrawPlan: (_root, { input }, { services, viewer }) =>
      payload(() =>
        services.submissions.withdrawPlan(viewer, {
          submissionId: submissionId(input.submissionId),
          reason: input.reason,
        }),
      ),
  },
  PlanSubmissionChanged: {
    ...eventFields,
    plan: (event, _args, { loaders }) =>
      event.planId === null ? null : loaders.plans.plan.load(event.planId),
    submission: (event, _args, { loaders }) =>
      loaders.submissions.submission.load(String(event.payload['submissionId'])),
    state: (event) => event.payload['state'] as SubmissionState,
    planVersionHash: (event) => String(event.payload['planVersionHash']),
  },
};
