export const submissionStates = ['SUBMITTED', 'ADOPTED', 'RETURNED', 'WITHDRAWN'] as const;
export type SubmissionState = (typeof submissionStates)[number];

/** A key task that the Strategy Committee wants to be amended. */
export interface ReturnedTask {
  readonly keyTaskId: string;
  /** The sealed version that the plan version holds of it. */
  readonly versionId: string;
  readonly reason: string;
}

/** A plan version before the Strategy Committee (정보통신전략위원회). Ids are hex ObjectIds. */
export interface PlanSubmissionRecord {
  readonly id: string;
  readonly planId: string;
  readonly planVersionId: string;
  readonly planVersionNumber: number;
  readonly planVersionHash: string;
  readonly state: SubmissionState;
  readonly submittedById: string;
  readonly submittedAt: Date;
  /** Who adopted, returned or withdrew it. */
  readonly decidedById: string | null;
  readonly decidedAt: Date | null;
  /** Why it was returned or withdrawn; what the committee remarks on adopting it. */
  readonly reason: string | null;
  readonly returned: readonly ReturnedTask[];
  /** SHA-256 of the resolution's form (SPEC.md, SC-5); null unless it is adopted or returned. */
  readonly hash: string | null;
}
