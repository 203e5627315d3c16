import { readFilter } from '../../activity/resolvers.ts';
import { toPermission } from '../../auth/permission.ts';
import { pageRequest } from '../../database/paging.ts';
import type { Resolvers } from '../../generated/resolvers.ts';
import { toConnection } from '../../graphql/connection.ts';
import { databaseId, toGlobalId } from '../../graphql/ids.ts';
import { mutationPayload } from '../../graphql/mutation.ts';
import { manageWebhooksVerdict } from './policy.ts';

const webhookId = (id: string): string => databaseId('Webhook', id, 'webhookId');

export const webhookResolvers: Resolvers = {
  Webhook: {
    id: (webhook) => toGlobalId('Webhook', webhook.id),
    filter: (webhook) => webhook.filter,
    cursor: (webhook, _args, { loaders }) => loaders.webhooks.cursorAt.load(webhook.position),
    createdBy: (webhook, _args, { loaders }) => loaders.membership.member.load(webhook.createdById),
    deadLetters: async (webhook, args, { loaders }) =>
      toConnection(
        await loaders.webhooks.deadLettersOf.load({ parentId: webhook.id, request: pageRequest(args) }),
      ),
    permissions: (_webhook, _args, { viewer }) =>
      ['updateWebhook', 'deleteWebhook'].map((action) => toPermission(action, manageWebhooksVerdict(viewer))),
  },
  WebhookFilter: {
    plan: ({ planId }, _args, { loaders }) => (planId === undefined ? null : loaders.plans.plan.load(planId)),
    subcommittee: ({ subcommitteeId }, _args, { loaders }) =>
      subcommitteeId === undefined ? null : loaders.membership.subcommittee.load(subcommitteeId),
    keyTask: ({ keyTaskId }, _args, { loaders }) =>
      keyTaskId === undefined ? null : loaders.keyTasks.keyTask.load(keyTaskId),
    actor: ({ actorId }, _args, { loaders }) =>
      actorId === undefined ? null : loaders.membership.member.load(actorId),
    kinds: ({ kinds }) => kinds ?? null,
  },
  WebhookDeadLetter: {
    id: (letter) => toGlobalId('WebhookDeadLetter', letter.id),
    webhook: (letter, _args, { loaders }) => loaders.webhooks.webhook.load(letter.webhookId),
    event: (letter, _args, { loaders }) => loaders.webhooks.eventOf.load(letter),
    permissions: (_letter, _args, { viewer }) => [
      toPermission('redeliverDeadLetter', manageWebhooksVerdict(viewer)),
    ],
  },
  Query: {
    webhooks: async (_root, args, { services, viewer }) =>
      toConnection(await services.webhooks.page(viewer, pageRequest(args))),
  },
  Mutation: {
    createWebhook: (_root, { input }, { services, viewer }) =>
      mutationPayload(async () =>
        services.webhooks.create(viewer, { ...input, filter: readFilter(input.filter) }),
      ),
    updateWebhook: (_root, { input }, { services, viewer }) =>
      mutationPayload(async () => {
        const { filter, ...rest } = input;
        return services.webhooks.update(viewer, webhookId(input.webhookId), {
          ...rest,
          ...(filter === undefined ? {} : { filter: readFilter(filter) }),
        });
      }),
    deleteWebhook: (_root, { input }, { services, viewer }) =>
      mutationPayload(async () => ({
        deletedId: toGlobalId('Webhook', await services.webhooks.remove(viewer, webhookId(input.webhookId))),
      })),
    redeliverDeadLetter: (_root, { input }, { services, viewer }) =>
      mutationPayload(async () => {
        const id = databaseId('WebhookDeadLetter', input.deadLetterId, 'deadLetterId');
        const { webhook, deadLetter } = await services.webhooks.redeliver(viewer, id);
        return { webhook, deadLetter, delivered: deadLetter === null };
      }),
  },
};
