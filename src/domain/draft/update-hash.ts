import { hash } from 'node:crypto';

/** What stands for the hash of the entry before the first one. */
export const genesisHash = '0'.repeat(64);

/** What an entry of a draft's update log attests. Ids are hex ObjectIds. */
export interface AttestedUpdate {
  readonly draftId: string;
  readonly sequence: number;
  readonly update: Uint8Array;
  readonly memberId: string;
  readonly organisation: string;
  /** Yjs client ids under which the update has operations, ascending. */
  readonly clientIds: readonly number[];
  readonly at: Date;
  readonly previousHash: string;
}

/** Hash of an entry: lower-case hex SHA-256 of its canonical form (SPEC.md, CO-16). */
export function hashUpdate(entry: AttestedUpdate): string {
  // Canonical JSON (RFC 8785), as the names are in order: each stored update is hashed, and a library sorts them anew.
  const form = JSON.stringify({
    at: entry.at.toISOString(),
    clientIds: entry.clientIds,
    draftId: entry.draftId,
    memberId: entry.memberId,
    organisation: entry.organisation,
    previousHash: entry.previousHash,
    sequence: entry.sequence,
    update: sha256(entry.update),
  });
  return hash('sha256', form);
}

export function sha256(bytes: Uint8Array): string {
  return hash('sha256', bytes);
}
