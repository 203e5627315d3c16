import { hex, randomHex } from './random.ts';

/**
 * A ticket for a vote in a secret ballot: 32 random bytes as 64 hexadecimal digits. Keep it where only the voter reads
 * it: with it the vote can be changed while the ballot is open, and recognised afterwards by {@link ballotReceipt}.
 */
export function createBallotTicket(): string {
  return randomHex(32);
}

/**
 * The receipt that stands with the vote of a ticket (SPEC.md, DC-13): lower-case hex SHA-256. `ballotId` is `Ballot.id`.
 */
export async function ballotReceipt(ballotId: string, ticket: string): Promise<string> {
  const [, databaseId] = atob(ballotId.replaceAll('-', '+').replaceAll('_', '/')).split(':');
  const form = JSON.stringify({ ballotId: databaseId, format: 'choan-ballot-receipt/1', ticket });
  return hex(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(form))));
}
