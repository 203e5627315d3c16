import type { ActivityService } from '../../activity/service.ts';
import type { Transact, Transaction } from '../../activity/unit-of-work.ts';
import type { Clock } from '../../clock.ts';
import { isDuplicateKeyError } from '../../database/store.ts';
import { DomainError } from '../../errors.ts';
import type { DraftService } from '../draft/service.ts';
import type { KeyTaskService } from '../key-task/service.ts';
import type { MemberRecord } from '../membership/types.ts';
import type { PlanService } from '../plan/service.ts';
import type { VersionService } from '../version/service.ts';
import type { PlanVersionStore } from './plan-version-store.ts';
import type { DecisionStore } from './store.ts';

export interface DecisionServiceDependencies {
  readonly store: DecisionStore;
  readonly planVersionStore: PlanVersionStore;
  readonly transact: Transact;
  readonly clock: Clock;
  readonly plans: PlanService;
  readonly keyTasks: KeyTaskService;
  readonly versions: VersionService;
  readonly activity: Pick<ActivityService, 'ofPlanUntil'>;
  readonly drafts: Pick<DraftService, 'recusedIds' | 'setRecused'>;
  readonly membership: {
    /** Who may vote in the task force: active members with a seat in any subcommittee, and the chair. */
    voterIds(tx: Transaction): Promise<string[]>;
    /** Those of the members that exist, active or not. */
    memberRecordsInTransaction(
      tx: Transaction,
      ids: readonly string[],
    ): Promise<readonly Pick<MemberRecord, 'id' | 'active' | 'displayName'>[]>;
  };
}

/** Bounds of the reasons that members give. */
export const reasonBounds = { max: 2000, multiline: true } as const;

export function noSuchBallot(): DomainError {
  return new DomainError('NOT_FOUND', 'There is no such ballot.', ['ballotId']);
}

export function conflict(): DomainError {
  return new DomainError('CONFLICT', 'Somebody else acted on it at the same moment. Read it again.');
}

/** Refuses when the hash that the viewer named is not that of the version on the ballot. */
export function checkHash(expected: string, named: string): void {
  if (expected === named) return;
  throw new DomainError('STALE_HASH', 'Another version is in question than the one named.', ['contentHash']);
}

/**
 * Runs `work`; a unique index that it runs into (another open ballot, another successor of a plan version) means that
 * somebody else was first, and is reported as `CONFLICT`.
 */
export async function conflictOnDuplicate<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isDuplicateKeyError(error)) throw conflict();
    throw error;
  }
}
