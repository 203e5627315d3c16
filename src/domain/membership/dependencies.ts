import type { Transact, Transaction } from '../../activity/unit-of-work.ts';
import type { Viewer } from '../../auth/viewer.ts';
import type { Clock } from '../../clock.ts';
import type { DatabaseSession } from '../../database/store.ts';
import type { MembershipStore } from './store.ts';
import type { MemberRecord } from './types.ts';

/** Where password hashes are kept, apart from the members. */
export interface PasswordHashes {
  setPasswordHash(memberId: string, passwordHash: string, session: DatabaseSession): Promise<void>;
}

/** What a member may do has changed, and who changed it. */
export interface RightsChange {
  /** As it is since. */
  readonly member: MemberRecord;
  readonly viewer: Viewer;
}

/** Told inside the transaction of the change. */
export type RightsListener = (tx: Transaction, change: RightsChange) => Promise<void>;

/** What the parts of the service have in common. */
export interface MembershipParts extends MembershipServiceDependencies {
  readonly tellRights: RightsListener;
}

export interface MembershipServiceDependencies {
  readonly store: MembershipStore;
  readonly passwordHashes: PasswordHashes;
  readonly transact: Transact;
  readonly clock: Clock;
}
