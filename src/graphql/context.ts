import type { CommitHook } from '../activity/commit-hooks.ts';
import type { ActivityService } from '../activity/service.ts';
import type { AuditLog } from '../audit-log/audit-log.ts';
import type { AuthService } from '../auth/service.ts';
import type { MaybeViewer } from '../auth/viewer.ts';
import type { DecisionLoaders } from '../domain/decision/loaders.ts';
import type { DecisionService } from '../domain/decision/service.ts';
import type { DigestService } from '../domain/digest/service.ts';
import type { DraftLoaders } from '../domain/draft/loaders.ts';
import type { DraftService } from '../domain/draft/service.ts';
import type { KeyTaskLoaders } from '../domain/key-task/loaders.ts';
import type { KeyTaskService } from '../domain/key-task/service.ts';
import type { MembershipLoaders } from '../domain/membership/loaders.ts';
import type { MembershipService } from '../domain/membership/service.ts';
import type { PlanLoaders } from '../domain/plan/loaders.ts';
import type { PlanService } from '../domain/plan/service.ts';
import type { ReviewLoaders } from '../domain/review/loaders.ts';
import type { ReviewService } from '../domain/review/service.ts';
import type { SubmissionLoaders } from '../domain/submission/loaders.ts';
import type { SubmissionService } from '../domain/submission/service.ts';
import type { VersionLoaders } from '../domain/version/loaders.ts';
import type { VersionService } from '../domain/version/service.ts';
import type { WebhookLoaders } from '../domain/webhook/loaders.ts';
import type { WebhookService } from '../domain/webhook/service.ts';

/** Everything that resolvers call. Built once, in the composition root. */
export interface Services {
  readonly auditLog: AuditLog;
  readonly auth: AuthService;
  readonly membership: MembershipService;
  readonly plans: PlanService;
  readonly drafts: DraftService;
  readonly keyTasks: KeyTaskService;
  readonly versions: VersionService;
  readonly reviews: ReviewService;
  readonly decisions: DecisionService;
  readonly submissions: SubmissionService;
  readonly activity: ActivityService;
  readonly webhooks: WebhookService;
  readonly digests: DigestService;
}

/** Batching, caching readers of one request. Built anew for each operation. */
export interface Loaders {
  readonly membership: MembershipLoaders;
  readonly plans: PlanLoaders;
  readonly drafts: DraftLoaders;
  readonly keyTasks: KeyTaskLoaders;
  readonly versions: VersionLoaders;
  readonly reviews: ReviewLoaders;
  readonly decisions: DecisionLoaders;
  readonly submissions: SubmissionLoaders;
  readonly webhooks: WebhookLoaders;
}

export interface GraphQLContext {
  /** As of the beginning of the request, or of the mutation of it that is being carried out. */
  viewer: MaybeViewer;
  readonly services: Services;
  /** They remember what they read; each mutation of a request has its own. */
  loaders: Loaders;
  /** Address of the client, for rate limits. */
  readonly clientAddress: string;
  readonly requestId: string;
  /** Run with every transaction of the request's mutations. */
  readonly commitHook?: CommitHook;
}
