import type { Transact } from '../../activity/unit-of-work.ts';
import type { Clock } from '../../clock.ts';
import type { DatabaseSession } from '../../database/store.ts';
import type { MembershipStore } from './store.ts';

/** Where password hashes are kept, apart from the members. */
export interface PasswordHashes {
  setPasswordHash(memberId: string, passwordHash: string, session: DatabaseSession): Promise<void>;
}

export interface MembershipServiceDependencies {
  readonly store: MembershipStore;
  readonly passwordHashes: PasswordHashes;
  readonly transact: Transact;
  readonly clock: Clock;
}
