/** A named, immutable snapshot of a draft with a content hash. Ids are hex ObjectIds. */
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
  /** The canonical form itself (SPEC.md, CF). */
  readonly canonicalForm: string;
  /** Position in the draft's update log, and the hash of the entry there. */
  readonly sequence: number;
  readonly logHash: string;
  readonly authorIds: readonly string[];
  readonly sealedAt: Date | null;
  readonly createdById: string;
  readonly createdAt: Date;
}
