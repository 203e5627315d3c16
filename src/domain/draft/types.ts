/** A draft (초안): the live text of a key task and the head of its update log. Ids are hex ObjectIds. */
export interface DraftRecord {
  readonly id: string;
  readonly planId: string;
  readonly keyTaskId: string;
  readonly subcommitteeId: string;
  /** Sequence of the last entry of the update log; 0 when it is empty. */
  readonly headSequence: number;
  /** Hash of that entry, lower-case hex SHA-256; 64 zeros when the log is empty. */
  readonly headHash: string;
  /** Fencing epoch: one more each time a process takes the draft (SPEC.md, CO-61). */
  readonly epoch: number;
  readonly frozen: boolean;
  readonly frozenReason: string | null;
  /** Members who wrote in it, as the server recorded it. */
  readonly authorIds: readonly string[];
  /** Members who are recused from the key task, and so don't edit its draft (SPEC.md, DC-10). */
  readonly recusedIds: readonly string[];
  /** When the last update was stored; `null` before the first. */
  readonly updatedAt: Date | null;
}

/** The draft's content at one point of its update log. */
export interface DraftSnapshot {
  readonly draftId: string;
  readonly sequence: number;
  readonly headHash: string;
  readonly authorIds: readonly string[];
  /** ProseMirror JSON of the `content` fragment. */
  readonly content: unknown;
  /** The structured fields of the `meta` map. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** A member who has a draft open. */
export interface PresenceRecord {
  readonly memberId: string;
  readonly editing: boolean;
  readonly since: Date;
}
