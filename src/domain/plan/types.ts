import type { ConflictRule } from '../../content/index.ts';

/** Quorum and majority of a plan's ballots, both parts from 0 to 1. */
export interface BallotRule {
  /** Part of the roster, less the recused, that must have taken a position. */
  readonly quorum: number;
  /** Part of APPROVE and NO_OBJECTION among APPROVE, NO_OBJECTION and DISCUSS positions that must be exceeded. */
  readonly majority: number;
}

export interface PlanRecord {
  readonly id: string;
  readonly title: string;
  readonly englishTitle: string | null;
  readonly periodStart: number;
  readonly periodEnd: number;
  readonly predecessorId: string | null;
  readonly vision: string | null;
  readonly ballotRule: BallotRule;
  /** Conflicts between texts that keep a task from being tabled and confirmed. */
  readonly blockingConflicts: readonly ConflictRule[];
  readonly createdAt: Date;
}

export interface StrategyRecord {
  readonly id: string;
  readonly planId: string;
  readonly title: string;
  readonly englishTitle: string | null;
  /** Place among the plan's strategies, from 0. */
  readonly position: number;
}
