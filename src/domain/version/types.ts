/**
 * A named, immutable snapshot of a draft with a content hash. Ids are hex ObjectIds. The canonical form itself is read
 * apart: a list of versions must not carry all their texts.
 */
export interface VersionRecord {
  readonly id: string;
  readonly planId: string;
  readonly keyTaskId: string;
  readonly draftId: string;
  /** 1, 2, 3 … within the key task. */
  readonly number: number;
  readonly name: string;
  readonly title: string;
  /** Lower-case hex SHA-256 of the canonical form. */
  readonly contentHash: string;
  /** Position in the draft's update log, and the hash of the entry there. */
  readonly sequence: number;
  readonly logHash: string;
  /** Everybody who wrote in the draft up to there, as the server recorded it. */
  readonly authorIds: readonly string[];
  readonly sealedAt: Date | null;
  /** Who cut it; for a submitted version, who submitted it. */
  readonly createdById: string;
  readonly createdAt: Date;
}

export const reviewerRoles = ['REVIEWER', 'SUBCOMMITTEE_LEAD', 'SECRETARIAT', 'CHAIR'] as const;
export type ReviewerRole = (typeof reviewerRoles)[number];

/** Somebody who holds this is asked for a review. */
export interface AskedRole {
  readonly role: ReviewerRole;
  /** With `SUBCOMMITTEE_LEAD`, and only there. */
  readonly subcommitteeId: string | null;
}

/** Who is asked to review a version, and how. */
export interface ReviewRequest {
  readonly reviewerIds: readonly string[];
  readonly roles: readonly AskedRole[];
  /** Until when; null without a limit. */
  readonly dueAt: Date | null;
  /** How many approvals approve it; null for all that are asked for. */
  readonly minimumApprovals: number | null;
}

/** A version with the canonical form (SPEC.md, CF) that its hash was computed over. */
export interface VersionWithForm extends VersionRecord {
  readonly canonicalForm: string;
}
