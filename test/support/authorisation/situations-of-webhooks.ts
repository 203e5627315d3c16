import type { Situations } from './situation.ts';

/** Webhooks and what was given up of their deliveries. */
export const situationsOfWebhooks: Situations = {
  createWebhook: ({ stations }) =>
    Promise.resolve({ field: 'createWebhook', input: stations.webhookInput() }),
  updateWebhook: async ({ stations }) => ({
    field: 'updateWebhook',
    input: { webhookId: await stations.webhook(), renewSecret: true },
  }),
  deleteWebhook: async ({ stations }) => ({
    field: 'deleteWebhook',
    input: { webhookId: await stations.webhook() },
  }),
  // Its receiver answers now: who may has it delivered, which takes it away.
  redeliverDeadLetter: async ({ stations }) => ({
    field: 'redeliverDeadLetter',
    input: { deadLetterId: await stations.deadLetter(await stations.webhook()) },
  }),
};
