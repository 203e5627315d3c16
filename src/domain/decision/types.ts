import type { BallotRule } from '../plan/types.ts';

export const positionValues = ['APPROVE', 'NO_OBJECTION', 'DISCUSS', 'ABSTAIN', 'RECUSE'] as const;
export type PositionValue = (typeof positionValues)[number];

/** What can be voted in a secret ballot: who is recused is so by name. */
export const secretVoteValues = ['APPROVE', 'NO_OBJECTION', 'DISCUSS', 'ABSTAIN'] as const;
export type SecretVoteValue = (typeof secretVoteValues)[number];

/** Bodies that decide by ballot, each with its roster (dependencies.ts). */
export const bodies = ['TASK_FORCE'] as const;
export type Body = (typeof bodies)[number];

/** The chair's decision that a discussion doesn't block (SPEC.md, DC-8). */
export interface OverrulingRecord {
  readonly byId: string;
  readonly reason: string;
  readonly at: Date;
}

export interface PositionRecord {
  readonly memberId: string;
  readonly value: PositionValue;
  readonly reason: string | null;
  readonly castAt: Date;
  /** Of a DISCUSS only; it ends with the position. */
  readonly overruled: OverrulingRecord | null;
}

/** A vote of a secret ballot. It says neither whose it is nor when it was cast. */
export interface SecretVoteRecord {
  /** Lower-case hex SHA-256 that only who has the vote's ticket can tell (receipt.ts). */
  readonly receipt: string;
  readonly value: SecretVoteValue;
  readonly reason: string | null;
  /** Of a DISCUSS only; it ends with the vote. */
  readonly overruled: OverrulingRecord | null;
}

/** A DISCUSS, as it is answered. */
export interface DiscussionRecord {
  /** Names this reason of this member, or of this vote (discussions.ts). */
  readonly id: string;
  /** Null in a secret ballot. */
  readonly memberId: string | null;
  readonly reason: string;
  readonly overruled: OverrulingRecord | null;
}

/** A deactivated member was taken off an open ballot's roster (SPEC.md, DC-9). */
export interface RosterRemovalRecord {
  readonly memberId: string;
  readonly byId: string;
  readonly reason: string;
  readonly at: Date;
}

/** A ballot (표결) on a tabled version; roster and rule are fixed when it opens. Ids are hex ObjectIds. */
export interface BallotRecord {
  readonly id: string;
  readonly body: Body;
  readonly planId: string;
  readonly keyTaskId: string;
  readonly versionId: string;
  readonly contentHash: string;
  readonly open: boolean;
  readonly openedById: string;
  readonly openedAt: Date;
  readonly closedAt: Date | null;
  readonly rule: BallotRule;
  /** As it was when the ballot opened. */
  readonly rosterIds: readonly string[];
  /** Members of it who were taken off since. */
  readonly removals: readonly RosterRemovalRecord[];
  /** In a secret ballot only those of the recused. */
  readonly positions: readonly PositionRecord[];
  /** Who has cast a secret vote, in the order of ids, so that it doesn't tell the order of voting. */
  readonly voterIds: readonly string[];
  /** In the order of receipts; as many as there are voters. */
  readonly secretVotes: readonly SecretVoteRecord[];
}

/** How many take part in a ballot. */
export interface Turnout {
  /** Members on the roster when the ballot opened. */
  readonly roster: number;
  /** How many of them were taken off since. */
  readonly removed: number;
  readonly recuse: number;
  /** Members of the roster, less the recused, who have taken a position. */
  readonly present: number;
  readonly needed: number;
  readonly quorumReached: boolean;
}

/** Counts of a ballot's positions and what they amount to. */
export interface Tally extends Turnout {
  readonly approve: number;
  readonly noObjection: number;
  readonly discuss: number;
  /** How many of those that want to discuss were overruled. */
  readonly overruled: number;
  readonly abstain: number;
  readonly wouldConfirm: boolean;
}

/** A decision (의결): a closed ballot with roster, quorum, positions and hash. */
export interface DecisionRecord {
  readonly id: string;
  readonly planId: string;
  readonly keyTaskId: string;
  readonly ballotId: string;
  readonly versionId: string;
  readonly contentHash: string;
  readonly outcome: 'CONFIRMED' | 'RETURNED';
  readonly tally: Tally;
  readonly closedById: string;
  readonly decidedAt: Date;
  /** Lower-case hex SHA-256 over the canonical form (SPEC.md, DC). */
  readonly hash: string;
  /** Set on a confirming decision. */
  readonly planVersionId: string | null;
}

export interface PlanVersionEntryRecord {
  /** Place of the strategy in the tree, 0 for none, and of the task in it, each from 1. */
  readonly place: readonly [strategy: number, task: number];
  /** The number of that place, e.g. `1-2.` */
  readonly numbering: string;
  /** The strategy's number, e.g. `1.`; null for tasks without one. */
  readonly strategyNumbering: string | null;
  readonly strategyTitle: string | null;
  readonly title: string;
  readonly keyTaskId: string;
  readonly versionId: string;
  readonly contentHash: string;
  /** Root of the text's Merkle tree, lower-case hex SHA-256 (SPEC.md, PV-9). */
  readonly merkleRoot: string;
}

/** The plan document (계획서 판) assembled from sealed versions: immutable, hash-chained. */
export interface PlanVersionRecord {
  readonly id: string;
  readonly planId: string;
  /** 1, 2, 3 … within the plan. */
  readonly number: number;
  readonly hash: string;
  readonly previousHash: string | null;
  /** Root of the Merkle tree over all paragraphs of the document, lower-case hex SHA-256 (SPEC.md, PV-10). */
  readonly merkleRoot: string;
  readonly canonicalForm: string;
  readonly decisionId: string;
  readonly createdAt: Date;
  readonly entries: readonly PlanVersionEntryRecord[];
}
