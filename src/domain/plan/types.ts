import type { ConflictRule } from '../../content/index.ts';
import type { NumberingScheme } from './numbering.ts';

export const majorityBases = ['FOR_AND_AGAINST', 'PRESENT', 'ROSTER'] as const;
export type MajorityBase = (typeof majorityBases)[number];

export const discussionEffects = ['BLOCKS', 'COUNTS_AGAINST'] as const;
export type DiscussionEffect = (typeof discussionEffects)[number];

/** How a body decides (SPEC.md, DC-3 and DC-4), as data of the plan. */
export interface BallotRule {
  /** Part of the roster, less the recused and the removed, that must have taken a position: 0 to 1. */
  readonly quorum: number;
  /** Part of `base` that APPROVE and NO_OBJECTION must exceed: 0 to less than 1. */
  readonly majority: number;
  readonly base: MajorityBase;
  /** What a DISCUSS does that nobody has overruled. */
  readonly discussion: DiscussionEffect;
  /** Whether positions are stored without names (SPEC.md, DC-12). */
  readonly secret: boolean;
}

/** A rule as it is given: what is left out stays as it is, and is as usual in a new plan. */
export type BallotRuleInput = Pick<BallotRule, 'quorum' | 'majority'> & {
  readonly [Name in 'base' | 'discussion' | 'secret']?: BallotRule[Name] | null;
};

export interface PlanRecord {
  readonly id: string;
  readonly title: string;
  readonly englishTitle: string | null;
  readonly periodStart: number;
  readonly periodEnd: number;
  readonly predecessorId: string | null;
  readonly vision: string | null;
  readonly ballotRule: BallotRule;
  /** Of the plan versions to come. */
  readonly numbering: NumberingScheme;
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
