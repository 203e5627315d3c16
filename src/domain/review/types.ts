import type { ReviewerRole } from '../version/types.ts';

export const reviewStates = ['REQUESTED', 'CHANGES_REQUESTED', 'APPROVED', 'INVALIDATED'] as const;
export type ReviewState = (typeof reviewStates)[number];

/** A remark on one block of the version. */
export interface BlockRemarkRecord {
  readonly blockId: string;
  readonly text: string;
  /** The beginning of the block's text; the version never changes. */
  readonly excerpt: string;
}

/** A review (검토), bound to one version's hash. Ids are hex ObjectIds. */
export interface ReviewRecord {
  readonly id: string;
  readonly planId: string;
  readonly keyTaskId: string;
  readonly versionId: string;
  readonly contentHash: string;
  /** `null` for a request that nobody of `askedRole` has answered yet. */
  readonly reviewerId: string | null;
  /** `null` for a request by name. */
  readonly askedRole: ReviewerRole | null;
  readonly askedSubcommitteeId: string | null;
  /** Asked by name while holding the role REVIEWER, with which the request stands and falls. */
  readonly asReviewer: boolean;
  readonly state: ReviewState;
  readonly remarks: string | null;
  readonly blockRemarks: readonly BlockRemarkRecord[];
  readonly invalidatedReason: string | null;
  readonly requestedAt: Date;
  readonly dueAt: Date | null;
  readonly decidedAt: Date | null;
  /** How many approvals approve the version; the same for all of its reviews. */
  readonly minimumApprovals: number;
}
