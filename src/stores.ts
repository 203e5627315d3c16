import { createMarkStore } from './activity/mark-store.ts';
import { createActivityStore } from './activity/store.ts';
import { createAuditStore } from './audit-log/store.ts';
import { createAuthStore } from './auth/store.ts';
import type { Database } from './database/store.ts';
import { createPlanVersionStore } from './domain/decision/plan-version-store.ts';
import { createDecisionStore } from './domain/decision/store.ts';
import { createDigestStore } from './domain/digest/store.ts';
import { createAttributionStore } from './domain/draft/attribution-store.ts';
import { createFoldStore } from './domain/draft/fold-store.ts';
import { createLeaseStore } from './domain/draft/lease-store.ts';
import { createPresenceStore } from './domain/draft/presence-store.ts';
import { createDraftStore } from './domain/draft/store.ts';
import { createUpdateLogStore } from './domain/draft/update-log-store.ts';
import { createKeyTaskStore } from './domain/key-task/store.ts';
import { createIdempotencyStore } from './idempotency/store.ts';
import { createMembershipStore } from './domain/membership/store.ts';
import { createPlanStore } from './domain/plan/store.ts';
import { createReviewStore } from './domain/review/store.ts';
import { createSubmissionStore } from './domain/submission/store.ts';
import { createShareStore } from './domain/version/share-store.ts';
import { createVersionStore } from './domain/version/store.ts';
import { createDeadLetterStore } from './domain/webhook/dead-letter-store.ts';
import { createWebhookStore } from './domain/webhook/store.ts';

/**
 * Every collection of the application, declared on `database`. `commitInterval` is for who stores what many type: see
 * {@link createUpdateLogStore}.
 */
export function createStores(database: Database, { commitInterval = 0 } = {}) {
  const drafts = createDraftStore(database);
  return {
    activity: createActivityStore(database),
    activityMarks: createMarkStore(database),
    auditLog: createAuditStore(database),
    auth: createAuthStore(database),
    idempotencyKeys: createIdempotencyStore(database),
    membership: createMembershipStore(database),
    plans: createPlanStore(database),
    drafts,
    draftUpdates: createUpdateLogStore(database, drafts, commitInterval),
    draftFolds: createFoldStore(database),
    draftAttributions: createAttributionStore(database),
    nodes: createLeaseStore(database),
    presences: createPresenceStore(database),
    keyTasks: createKeyTaskStore(database),
    versions: createVersionStore(database),
    versionShares: createShareStore(database),
    reviews: createReviewStore(database),
    decisions: createDecisionStore(database),
    planVersions: createPlanVersionStore(database),
    submissions: createSubmissionStore(database),
    digests: createDigestStore(database),
    webhooks: createWebhookStore(database),
    webhookDeadLetters: createDeadLetterStore(database),
  };
}

export type Stores = ReturnType<typeof createStores>;
