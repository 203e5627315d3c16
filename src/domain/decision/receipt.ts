import { canonicalJson } from '../../content/canonical.ts';
import { hashOf } from './forms.ts';

/**
 * Receipt of a vote in a secret ballot (SPEC.md, DC-13): it stands with the vote, and who has the ticket can compute it.
 * `ballotId` is a hex ObjectId; `ticket` are 64 lower-case hexadecimal digits. It names the ballot, so that who takes
 * the same ticket twice can't be told to be the same.
 */
export function receiptOf(ballotId: string, ticket: string): string {
  return hashOf(canonicalJson({ format: 'choan-ballot-receipt/1', ballotId, ticket }));
}
