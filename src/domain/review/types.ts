export const reviewStates = ['REQUESTED', 'CHANGES_REQUESTED', 'APPROVED', 'INVALIDATED'] as const;
export type ReviewState = (typeof reviewStates)[number];

/** A review (검토), bound to one version's hash. Ids are hex ObjectIds. */
export interface ReviewRecord {
  readonly id: string;
  readonly planId: string;
  readonly keyTaskId: string;
  readonly versionId: string;
  readonly contentHash: string;
  /** `null` for a request to anybody who may review. */
  readonly reviewerId: string | null;
  readonly state: ReviewState;
  readonly remarks: string | null;
  readonly invalidatedReason: string | null;
  readonly requestedAt: Date;
  readonly decidedAt: Date | null;
}
