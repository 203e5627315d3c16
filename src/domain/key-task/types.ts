export const keyTaskStates = [
  'DRAFTING',
  'IN_REVIEW',
  'APPROVED',
  'TABLED',
  'CONFIRMED',
  'WITHDRAWN',
  'MERGED',
] as const;
export type KeyTaskState = (typeof keyTaskStates)[number];

/** A key task (추진과제). Ids are hex ObjectIds. */
export interface KeyTaskRecord {
  readonly id: string;
  readonly planId: string;
  readonly strategyId: string | null;
  readonly subcommitteeId: string;
  readonly draftId: string;
  readonly title: string;
  readonly englishTitle: string | null;
  /** Place under its strategy, from 0. */
  readonly position: number;
  readonly state: KeyTaskState;
  /** True while a task that is sealed in the plan is drafted anew. */
  readonly amendment: boolean;
  /** The version under review, approved or tabled; `null` in every other state. */
  readonly currentVersionId: string | null;
  /** The version that the plan holds. */
  readonly sealedVersionId: string | null;
  readonly mergedIntoId: string | null;
  /** The task that this one was split off from. */
  readonly splitFromId: string | null;
  readonly createdById: string;
  /** Who gave it the title that it has: it is a part of the text. */
  readonly titledById: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** Raised by every change; a write names the one it read, so that two changes at once can't both succeed. */
  readonly revision: number;
}
