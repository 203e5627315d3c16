import { createHash } from 'node:crypto';
import { canonicalJson } from '../../content/canonical.ts';
import type { NumberingScheme } from '../plan/numbering.ts';
import type { BallotRecord, DecisionRecord, OverrulingRecord, PlanVersionEntryRecord } from './types.ts';

/** Names the layout of the form, so that a later layout can't be taken for this one. */
export const decisionFormat = 'choan-decision/2';
/** Of a decision by a secret ballot. */
export const secretDecisionFormat = 'choan-secret-decision/1';
export const planVersionFormat = 'choan-plan-version/3';

/** Lower-case hex SHA-256 of the UTF-8 bytes of `form`. */
export function hashOf(form: string): string {
  return createHash('sha256').update(form, 'utf8').digest('hex');
}

/**
 * Canonical form of a decision (SPEC.md, DC-7 and DC-14): everything that it rests on, with roster, removals and
 * positions in the order of member ids, secret votes in that of receipts, so that the same ballot always gives the same
 * form.
 */
export function decisionForm(
  ballot: BallotRecord,
  decision: Pick<DecisionRecord, 'id' | 'outcome' | 'tally' | 'closedById' | 'decidedAt'>,
): string {
  return canonicalJson({
    format: ballot.rule.secret ? secretDecisionFormat : decisionFormat,
    decisionId: decision.id,
    ballotId: ballot.id,
    planId: ballot.planId,
    keyTaskId: ballot.keyTaskId,
    versionId: ballot.versionId,
    contentHash: ballot.contentHash,
    body: ballot.body,
    rule: {
      quorum: ballot.rule.quorum,
      majority: ballot.rule.majority,
      base: ballot.rule.base,
      discussion: ballot.rule.discussion,
    },
    openedById: ballot.openedById,
    openedAt: ballot.openedAt.toISOString(),
    roster: [...ballot.rosterIds].sort(),
    removals: [...ballot.removals]
      .sort(byMember)
      .map(({ memberId, byId, reason, at }) => ({ memberId, byId, reason, at: at.toISOString() })),
    positions: [...ballot.positions].sort(byMember).map(({ memberId, value, reason, castAt, overruled }) => ({
      memberId,
      value,
      reason,
      castAt: castAt.toISOString(),
      overruled: overrulingForm(overruled),
    })),
    ...(ballot.rule.secret ? secretPart(ballot) : {}),
    tally: { ...decision.tally },
    outcome: decision.outcome,
    closedById: decision.closedById,
    decidedAt: decision.decidedAt.toISOString(),
  });
}

function secretPart({ voterIds, secretVotes }: BallotRecord) {
  return {
    voters: [...voterIds].sort(),
    votes: [...secretVotes]
      .sort((a, b) => (a.receipt < b.receipt ? -1 : 1))
      .map(({ receipt, value, reason, overruled }) => ({
        receipt,
        value,
        reason,
        overruled: overrulingForm(overruled),
      })),
  };
}

function overrulingForm(overruling: OverrulingRecord | null) {
  if (overruling === null) return null;
  const { byId, reason, at } = overruling;
  return { byId, reason, at: at.toISOString() };
}

function byMember(a: { readonly memberId: string }, b: { readonly memberId: string }): number {
  return a.memberId < b.memberId ? -1 : 1;
}

/** What a plan version's hash is computed over. Ids are hex ObjectIds, hashes lower-case hex SHA-256. */
export interface PlanVersionFormInput {
  readonly plan: { readonly id: string; readonly title: string; readonly numbering: NumberingScheme };
  readonly number: number;
  /** Hash of the plan version before; `null` for the first. */
  readonly previousHash: string | null;
  readonly decisionHash: string;
  /** Root of the document's Merkle tree (SPEC.md, PV-10). */
  readonly merkleRoot: string;
  /** In the order of the document. */
  readonly entries: readonly PlanVersionEntryRecord[];
}

/** Canonical form of a plan version (SPEC.md, PV-4). */
export function planVersionForm(input: PlanVersionFormInput): string {
  return canonicalJson({
    format: planVersionFormat,
    plan: { id: input.plan.id, title: input.plan.title, numbering: numberingForm(input.plan.numbering) },
    number: input.number,
    previousHash: input.previousHash,
    decisionHash: input.decisionHash,
    merkleRoot: input.merkleRoot,
    entries: input.entries.map((entry) => ({
      place: [...entry.place],
      numbering: entry.numbering,
      strategyNumbering: entry.strategyNumbering,
      strategyTitle: entry.strategyTitle,
      title: entry.title,
      keyTaskId: entry.keyTaskId,
      versionId: entry.versionId,
      contentHash: entry.contentHash,
      merkleRoot: entry.merkleRoot,
    })),
  });
}

function numberingForm(scheme: NumberingScheme) {
  return scheme.map(({ style, prefix, suffix, joinedBy }) => ({ style, prefix, suffix, joinedBy }));
}

/** The plan's title and numbering at that moment, from a canonical form that {@link planVersionForm} made. */
export function planOfForm(canonicalForm: string): PlanVersionFormInput['plan'] {
  return (JSON.parse(canonicalForm) as Pick<PlanVersionFormInput, 'plan'>).plan;
}
