import type { Transact, Transaction } from '../../activity/unit-of-work.ts';
import type { Clock } from '../../clock.ts';
import type { KeyTaskService } from '../key-task/service.ts';
import type { RightsListener } from '../membership/dependencies.ts';
import type { MemberRecord, SubcommitteeRecord } from '../membership/types.ts';
import type { VersionService } from '../version/service.ts';
import type { ReviewStore } from './store.ts';

export interface ReviewServiceDependencies {
  readonly store: ReviewStore;
  readonly transact: Transact;
  readonly clock: Clock;
  readonly keyTasks: KeyTaskService;
  readonly versions: VersionService;
  readonly membership: {
    /** Those of the members that exist. */
    memberRecordsInTransaction(
      tx: Transaction,
      ids: readonly string[],
    ): Promise<readonly (MemberRecord | null)[]>;
    subcommitteeInTransaction(tx: Transaction, id: string): Promise<SubcommitteeRecord | null>;
    onRightsChange(listener: RightsListener): void;
  };
}
