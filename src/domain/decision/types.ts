import type { BallotRule } from '../plan/types.ts';

export const positionValues = ['APPROVE', 'NO_OBJECTION', 'DISCUSS', 'ABSTAIN', 'RECUSE'] as const;
export type PositionValue = (typeof positionValues)[number];

export interface PositionRecord {
  readonly memberId: string;
  readonly value: PositionValue;
  readonly reason: string | null;
  readonly castAt: Date;
}

/** A ballot (표결) on a tabled version; the roster is fixed when it opens. Ids are hex ObjectIds. */
export interface BallotRecord {
  readonly id: string;
  readonly planId: string;
  readonly keyTaskId: string;
  readonly versionId: string;
  readonly contentHash: string;
  readonly open: boolean;
  readonly openedById: string;
  readonly openedAt: Date;
  readonly closedAt: Date | null;
  readonly rule: BallotRule;
  readonly rosterIds: readonly string[];
  readonly positions: readonly PositionRecord[];
}

/** Counts of a ballot's positions and what they amount to. */
export interface Tally {
  readonly roster: number;
  readonly approve: number;
  readonly noObjection: number;
  readonly discuss: number;
  readonly abstain: number;
  readonly recuse: number;
  /** Members of the roster, less the recused, who have taken a position. */
  readonly present: number;
  readonly needed: number;
  readonly quorumReached: boolean;
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
  /** Place in the document, e.g. `1-2`. */
  readonly numbering: string;
  /** The strategy's place in the document, e.g. `1`; null for tasks without one. */
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
