import { DomainError } from '../../errors.ts';
import { receiptOf } from './receipt.ts';
import type { BallotRecord, PositionRecord, PositionValue, SecretVoteRecord } from './types.ts';

/** What a member wants to take. */
export interface PositionInput {
  readonly memberId: string;
  readonly value: PositionValue;
  readonly reason: string | null;
  /** Of a secret vote: 64 lower-case hexadecimal digits. */
  readonly ticket: string | null;
  readonly at: Date;
}

/** What becomes of a ballot by a position. */
export interface PositionChange {
  readonly fields: Partial<Pick<BallotRecord, 'positions' | 'voterIds' | 'secretVotes'>>;
  /** The position that may be told; null when it is secret. */
  readonly told: PositionRecord | null;
}

/** What taking a position changes; null when nothing (SPEC.md, DC-2 and DC-12). Throws `INVALID_INPUT`, `FORBIDDEN`. */
export function takePosition(ballot: BallotRecord, input: PositionInput): PositionChange | null {
  checkTicket(input.ticket);
  return ballot.rule.secret ? voteSecretly(ballot, input) : takeOpenly(ballot, input);
}

function checkTicket(ticket: string | null): void {
  if (ticket === null || /^[0-9a-f]{64}$/.test(ticket)) return;
  throw badTicket('A ticket is 32 random bytes as 64 lower-case hexadecimal digits.');
}

function badTicket(message: string): DomainError {
  return new DomainError('INVALID_INPUT', message, ['ticket']);
}

function takeOpenly(ballot: BallotRecord, input: PositionInput): PositionChange | null {
  // Whoever sends one believes that nobody will know.
  if (input.ticket !== null) throw badTicket('This ballot is open: positions are shown with names.');
  return takeByName(ballot, input);
}

function takeByName({ positions }: BallotRecord, input: PositionInput): PositionChange | null {
  const { memberId, value, reason, at } = input;
  const before = positions.find((position) => position.memberId === memberId);
  if (before?.value === value && before.reason === reason) return null;
  const position: PositionRecord = { memberId, value, reason, castAt: at, overruled: null };
  const others = positions.filter((other) => other !== before);
  return { fields: { positions: [...others, position] }, told: position };
}

/** Takes or changes a vote without a name; a recusal has one, as it takes away rights. */
function voteSecretly(ballot: BallotRecord, input: PositionInput): PositionChange | null {
  const { memberId, value, reason, ticket } = input;
  const voted = ballot.voterIds.includes(memberId);
  if (value === 'RECUSE' && !voted) return takeByName(ballot, input);
  if (ticket === null) throw badTicket('A secret vote needs a ticket, of which only you know.');
  const receipt = receiptOf(ballot.id, ticket);
  const before = ballot.secretVotes.find((vote) => vote.receipt === receipt);
  if (voted && before === undefined) {
    throw new DomainError('FORBIDDEN', 'You have voted: only who has the ticket of a vote changes it.', [
      'ticket',
    ]);
  }
  if (!voted && before !== undefined) throw badTicket('Another vote has this ticket: make one at random.');
  const otherVotes = ballot.secretVotes.filter((vote) => vote !== before);
  if (value === 'RECUSE') {
    const recusal = takeByName(ballot, input);
    if (recusal === null) throw new Error('Who has voted is not recused.');
    const voterIds = ballot.voterIds.filter((id) => id !== memberId);
    return { ...recusal, fields: { ...recusal.fields, voterIds, secretVotes: otherVotes } };
  }
  if (before?.value === value && before.reason === reason) return null;
  const vote: SecretVoteRecord = { receipt, value, reason, overruled: null };
  return {
    fields: {
      positions: ballot.positions.filter((position) => position.memberId !== memberId),
      // In orders that don't tell who voted when.
      voterIds: voted ? ballot.voterIds : [...ballot.voterIds, memberId].sort(),
      secretVotes: [...otherVotes, vote].sort((a, b) => (a.receipt < b.receipt ? -1 : 1)),
    },
    told: null,
  };
}
