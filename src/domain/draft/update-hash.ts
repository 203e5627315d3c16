import { createHash } from 'node:crypto';
import canonicalizeModule from 'canonicalize';

// The package is CommonJS, but declares its types as an ES module: at run time the import is the function itself.
const canonicalize = canonicalizeModule as unknown as (value: unknown) => string;

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
  const form = canonicalize({
    at: entry.at.toISOString(),
    clientIds: entry.clientIds,
    draftId: entry.draftId,
    memberId: entry.memberId,
    organisation: entry.organisation,
    previousHash: entry.previousHash,
    sequence: entry.sequence,
    update: sha256(entry.update),
  });
  return sha256(Buffer.from(form, 'utf8'));
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
