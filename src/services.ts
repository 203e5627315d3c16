import { randomBytes, randomUUID } from 'node:crypto';
import type { Bus } from './activity/bus.ts';
import { createActivityService } from './activity/service.ts';
import type { ActivityTail } from './activity/tail.ts';
import type { Transact } from './activity/unit-of-work.ts';
import { createAuditLog } from './audit-log/audit-log.ts';
import type { OidcProvider } from './auth/oidc.ts';
import { createSecretBox } from './auth/secret-box.ts';
import { createAuthService } from './auth/service.ts';
import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import { createDecisionService } from './domain/decision/service.ts';
import { createDigestService } from './domain/digest/service.ts';
import type { AttributionLog } from './domain/draft/attribution-log.ts';
import type { BlameMaker } from './domain/draft/blame-reader.ts';
import type { TextMaker } from './domain/draft/draft-texts.ts';
import { mergeDraftChanges } from './domain/draft/change-merging.ts';
import type { LiveRooms } from './domain/draft/live-rooms.ts';
import type { LogReader } from './domain/draft/log-reader.ts';
import { createDraftService } from './domain/draft/service.ts';
import { createKeyTaskService } from './domain/key-task/service.ts';
import { createMembershipService } from './domain/membership/service.ts';
import { createPlanService } from './domain/plan/service.ts';
import { createReviewService } from './domain/review/service.ts';
import { createSubmissionService } from './domain/submission/service.ts';
import { createVersionService } from './domain/version/service.ts';
import type { DeliveryOutcome } from './domain/webhook/attempts.ts';
import { createSender } from './domain/webhook/sender.ts';
import { createWebhookService } from './domain/webhook/service.ts';
import type { Services } from './graphql/context.ts';
import { eventMessage } from './graphql/event-message.ts';
import type { Stores } from './stores.ts';

export interface ServiceDependencies {
  readonly stores: Stores;
  readonly transact: Transact;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly tail: ActivityTail;
  readonly draftReader: LogReader;
  readonly draftAttribution: AttributionLog;
  /** Reads, compares and blames texts outside of the thread that serves. */
  readonly draftTexts: BlameMaker & TextMaker;
  readonly rooms: LiveRooms;
  readonly config: Config;
  /** Signs access tokens, and encrypts the signing keys of webhooks. */
  readonly secret: string;
  /** Counts what became of deliveries to webhooks. */
  readonly onWebhookDelivery?: (outcome: DeliveryOutcome) => void;
  /** Told what goes wrong outside of a request. */
  readonly onError: (error: unknown) => void;
}

/** The OIDC provider of the configuration, which names all three parts or none. */
function oidcProvider({ OIDC_ISSUER, OIDC_AUDIENCE, OIDC_JWKS_URI }: Config): OidcProvider | null {
  if (OIDC_ISSUER === undefined || OIDC_AUDIENCE === undefined || OIDC_JWKS_URI === undefined) return null;
  return { issuer: OIDC_ISSUER, audience: OIDC_AUDIENCE, jwksUri: OIDC_JWKS_URI };
}

/** Whether webhooks may go to what isn't public: not in production, unless it is set so. */
function allowsPrivateAddresses({ WEBHOOK_PRIVATE_ADDRESSES, NODE_ENV }: Config): boolean {
  return (WEBHOOK_PRIVATE_ADDRESSES ?? (NODE_ENV === 'production' ? 'off' : 'on')) === 'on';
}

/** Every domain's service, each with those that it builds on. */
export function createServices(dependencies: ServiceDependencies): Services {
  const { stores, transact, bus, clock, tail, config, onError } = dependencies;
  const auditLog = createAuditLog({ store: stores.auditLog, clock, onError });
  const membership = createMembershipService({
    store: stores.membership,
    passwordHashes: stores.auth,
    transact,
    clock,
  });
  const auth = createAuthService({
    store: stores.auth,
    membership,
    transact,
    clock,
    secret: dependencies.secret,
    accessTokenMinutes: config.ACCESS_TOKEN_MINUTES,
    refreshTokenDays: config.REFRESH_TOKEN_DAYS,
    oidc: oidcProvider(config),
    onError,
  });
  const plans = createPlanService({ store: stores.plans, transact, clock });
  const drafts = createDraftService({
    store: stores.drafts,
    folds: stores.draftFolds,
    reader: dependencies.draftReader,
    attribution: dependencies.draftAttribution,
    log: stores.draftUpdates,
    blames: dependencies.draftTexts,
    texts: dependencies.draftTexts,
    rooms: dependencies.rooms,
    transact,
    bus,
    newBlockId: randomUUID,
  });
  const keyTasks = createKeyTaskService({
    store: stores.keyTasks,
    transact,
    clock,
    plans,
    drafts,
    membership,
  });
  const activity = createActivityService({
    store: stores.activity,
    marks: stores.activityMarks,
    tail,
    clock,
    mergeDraftChanges,
  });
  const versions = createVersionService({
    store: stores.versions,
    shareStore: stores.versionShares,
    transact,
    clock,
    drafts,
    keyTasks,
    activity,
    texts: dependencies.draftTexts,
  });
  const reviews = createReviewService({
    store: stores.reviews,
    transact,
    clock,
    keyTasks,
    versions,
    membership,
  });
  const decisions = createDecisionService({
    store: stores.decisions,
    planVersionStore: stores.planVersions,
    transact,
    clock,
    plans,
    keyTasks,
    versions,
    activity,
    drafts,
    membership,
  });
  const submissions = createSubmissionService({
    store: stores.submissions,
    transact,
    clock,
    plans,
    keyTasks,
    decisions,
  });
  const digests = createDigestService({
    store: stores.digests,
    transact,
    activity,
    membership,
    plans,
    keyTasks,
    clock,
  });
  const webhooks = createWebhookService({
    store: stores.webhooks,
    deadLetters: stores.webhookDeadLetters,
    transact,
    clock,
    activity,
    secrets: createSecretBox(dependencies.secret, 'webhook signing keys'),
    sender: createSender({ privateAddresses: allowsPrivateAddresses(config) }),
    messageOf: eventMessage,
    randomBytes,
    onOutcome: dependencies.onWebhookDelivery ?? (() => undefined),
  });
  return {
    auditLog,
    auth,
    membership,
    plans,
    drafts,
    keyTasks,
    versions,
    reviews,
    decisions,
    submissions,
    activity,
    webhooks,
    digests,
  };
}
