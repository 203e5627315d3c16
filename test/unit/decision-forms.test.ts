import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decisionForm, hashOf, planVersionForm } from '../../src/domain/decision/forms.ts';
import type { PlanVersionFormInput } from '../../src/domain/decision/forms.ts';
import { tallyOfBallot } from '../../src/domain/decision/tally.ts';
import { receiptOf } from '../../src/domain/decision/receipt.ts';
import type { BallotRecord, Body, PositionValue, SecretVoteValue } from '../../src/domain/decision/types.ts';
import { verifyPlanChain } from '../../src/domain/decision/verify.ts';
import type { BallotRule } from '../../src/domain/plan/types.ts';
import { ballotReceipt, createBallotTicket } from '../../src/client/index.ts';
import { toGlobalId } from '../../src/graphql/ids.ts';
import { canonical, sha256 } from '../support/canonical-json.ts';

interface Vector<T> {
  readonly input: T;
  readonly form: string;
  readonly hash: string;
}

interface OverrulingVector {
  readonly memberId: string;
  readonly byId: string;
  readonly reason: string;
  readonly at: string;
}

interface DecisionVector {
  readonly decisionId: string;
  readonly ballotId: string;
  readonly planId: string;
  readonly keyTaskId: string;
  readonly versionId: string;
  readonly contentHash: string;
  readonly body: Body;
  readonly rule: Omit<BallotRule, 'secret'>;
  readonly openedById: string;
  readonly openedAt: string;
  readonly roster: readonly string[];
  readonly removals: readonly OverrulingVector[];
  readonly positions: readonly {
    readonly memberId: string;
    readonly value: PositionValue;
    readonly reason: string | null;
    readonly castAt: string;
    readonly overruled: Omit<OverrulingVector, 'memberId'> | null;
  }[];
  readonly voters?: readonly string[];
  readonly votes?: readonly {
    readonly receipt: string;
    readonly value: SecretVoteValue;
    readonly reason: string | null;
    readonly overruled: Omit<OverrulingVector, 'memberId'> | null;
  }[];
  readonly closedById: string;
  readonly decidedAt: string;
}

interface ReceiptVector {
  readonly ballotId: string;
  readonly ticket: string;
}

function overrulingOf(given: Omit<OverrulingVector, 'memberId'> | null) {
  return given === null ? null : { ...given, at: new Date(given.at) };
}

const specification = readFileSync(new URL('../../SPEC.md', import.meta.url), 'utf8');

function vectors<T>(prefix: string): Vector<T>[] {
  const found = specification.matchAll(
    new RegExp(`^${prefix} vector \\d+:\\s+\`\`\`json\\n(.*?)^\`\`\``, 'gms'),
  );
  return [...found].map(([, json]) => JSON.parse(json ?? '') as Vector<T>);
}

function ballotOf(input: DecisionVector): BallotRecord {
  return {
    id: input.ballotId,
    body: input.body,
    planId: input.planId,
    keyTaskId: input.keyTaskId,
    versionId: input.versionId,
    contentHash: input.contentHash,
    open: false,
    openedById: input.openedById,
    openedAt: new Date(input.openedAt),
    closedAt: new Date(input.decidedAt),
    rule: { ...input.rule, secret: input.votes !== undefined },
    rosterIds: input.roster,
    removals: input.removals.map((removal) => ({ ...removal, at: new Date(removal.at) })),
    positions: input.positions.map((position) => ({
      ...position,
      castAt: new Date(position.castAt),
      overruled: overrulingOf(position.overruled),
    })),
    voterIds: input.voters ?? [],
    secretVotes: (input.votes ?? []).map((vote) => ({ ...vote, overruled: overrulingOf(vote.overruled) })),
  };
}

function decisionFormOf(input: DecisionVector): string {
  const ballot = ballotOf(input);
  const tally = tallyOfBallot(ballot);
  return decisionForm(ballot, {
    id: input.decisionId,
    outcome: tally.wouldConfirm ? 'CONFIRMED' : 'RETURNED',
    tally,
    closedById: input.closedById,
    decidedAt: new Date(input.decidedAt),
  });
}

describe('DC-7, DC-14: form and hash of a decision', () => {
  const decisions = vectors<DecisionVector>('DC');

  it('are those of the test vectors of SPEC.md', () => {
    expect(decisions.length).toBeGreaterThanOrEqual(2);
    for (const { input, form, hash } of decisions) {
      expect(decisionFormOf(input)).toBe(form);
      expect(canonical(JSON.parse(form))).toBe(form);
      expect(hashOf(form)).toBe(hash);
      expect(sha256(form)).toBe(hash);
    }
  });

  it('depend on neither the order of the roster nor that of the positions', () => {
    for (const { input, form } of decisions) {
      const { roster, positions } = input;
      const turned = {
        ...input,
        roster: roster.toReversed(),
        positions: positions.toReversed(),
        ...(input.votes === undefined ? {} : { votes: input.votes.toReversed() }),
        ...(input.voters === undefined ? {} : { voters: input.voters.toReversed() }),
      };
      expect(decisionFormOf(turned)).toBe(form);
    }
  });

  it('change with everything that the decision rests on', () => {
    for (const { input, hash } of decisions) {
      const others: Partial<DecisionVector>[] = [
        { contentHash: '1'.repeat(64) },
        { rule: { ...input.rule, quorum: 0.4 } },
        { rule: { ...input.rule, base: 'ROSTER' } },
        { rule: { ...input.rule, discussion: 'COUNTS_AGAINST' } },
        { removals: [] },
        { roster: [...input.roster, 'f'.repeat(24)] },
        { positions: input.positions.slice(1) },
        ...(input.votes === undefined
          ? [{ positions: input.positions.map((position) => ({ ...position, overruled: null })) }]
          : [
              { votes: input.votes.slice(1) },
              { votes: input.votes.map((vote) => ({ ...vote, overruled: null })) },
              { voters: input.voters?.slice(1) ?? [] },
            ]),
        { closedById: 'f'.repeat(24) },
        { decidedAt: '2021-06-02T08:30:00.501Z' },
      ];
      for (const other of others) expect(hashOf(decisionFormOf({ ...input, ...other }))).not.toBe(hash);
    }
  });
});

describe('DC-13: the receipt of a secret vote', () => {
  it('is that of the test vectors of SPEC.md, also in the client helper', async () => {
    const receipts = vectors<ReceiptVector>('DC receipt');
    expect(receipts.length).toBeGreaterThanOrEqual(1);
    for (const { input, form, hash } of receipts) {
      expect(sha256(form)).toBe(hash);
      expect(canonical({ format: 'choan-ballot-receipt/1', ...input })).toBe(form);
      expect(receiptOf(input.ballotId, input.ticket)).toBe(hash);
      expect(await ballotReceipt(toGlobalId('Ballot', input.ballotId), input.ticket)).toBe(hash);
    }
    const tickets = Array.from({ length: 100 }, createBallotTicket);
    expect(new Set(tickets).size).toBe(100);
    for (const ticket of tickets) expect(ticket).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('PV-4: form and hash of a plan version', () => {
  const planVersions = vectors<PlanVersionFormInput>('PV');

  it('are those of the test vectors of SPEC.md', () => {
    expect(planVersions.length).toBeGreaterThanOrEqual(3);
    for (const { input, form, hash } of planVersions) {
      expect(planVersionForm(input)).toBe(form);
      expect(canonical({ format: 'choan-plan-version/3', ...input })).toBe(form);
      expect(hashOf(form)).toBe(hash);
      expect(sha256(form)).toBe(hash);
    }
  });

  it('PV-5: chain each plan version to the one before, the first to a decision and a text of SPEC.md', () => {
    const chain = planVersions.map(({ input, form, hash }) => ({
      number: input.number,
      previousHash: input.previousHash,
      hash,
      canonicalForm: form,
    }));
    expect(verifyPlanChain({ planVersions: chain })).toEqual([]);
    const [first] = planVersions;
    expect(first?.input.decisionHash).toBe(vectors('DC')[0]?.hash);
    expect(first?.input.entries[0]?.contentHash).toBe(vectors('CF')[0]?.hash);
  });

  it('leave out what an entry does not have to do with the document', () => {
    const [vector] = planVersions;
    if (vector === undefined) throw new Error('There is no vector.');
    const entries = vector.input.entries.map((entry) => ({ ...entry, colour: 'red' }));
    expect(planVersionForm({ ...vector.input, entries })).toBe(vector.form);
  });
});
