import type { MaybeViewer } from '../auth/viewer.ts';
import { createDecisionLoaders } from '../domain/decision/loaders.ts';
import { createDraftLoaders } from '../domain/draft/loaders.ts';
import { createKeyTaskLoaders } from '../domain/key-task/loaders.ts';
import { createMembershipLoaders } from '../domain/membership/loaders.ts';
import { createPlanLoaders } from '../domain/plan/loaders.ts';
import { createReviewLoaders } from '../domain/review/loaders.ts';
import { createSubmissionLoaders } from '../domain/submission/loaders.ts';
import { createVersionLoaders } from '../domain/version/loaders.ts';
import { createWebhookLoaders } from '../domain/webhook/loaders.ts';
import type { Loaders, Services } from './context.ts';

/** Loaders of one operation. They cache, so they must not outlive it. */
export function createLoaders(services: Services, viewer: MaybeViewer): Loaders {
  return {
    membership: createMembershipLoaders(services.membership, viewer),
    plans: createPlanLoaders(services.plans, viewer),
    drafts: createDraftLoaders(services.drafts, viewer),
    keyTasks: createKeyTaskLoaders(services.keyTasks, viewer),
    versions: createVersionLoaders(services.versions, viewer),
    reviews: createReviewLoaders(services.reviews, viewer),
    decisions: createDecisionLoaders(services.decisions, viewer),
    submissions: createSubmissionLoaders(services.submissions, viewer),
    webhooks: createWebhookLoaders(services.webhooks, viewer),
  };
}
