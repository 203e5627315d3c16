import { z } from 'zod';
import {
  decisionForm,
  decisionFormat,
  hashOf,
  planVersionForm,
  planVersionFormat,
  secretDecisionFormat,
  type PlanVersionFormInput,
} from './forms.ts';
import { ballotRuleShape, numberingShape } from '../plan/shapes.ts';
import {
  bodies,
  positionValues,
  secretVoteValues,
  type BallotRecord,
  type DecisionRecord,
  type OverrulingRecord,
} from './types.ts';

const id = z.string().regex(/^[0-9a-f]{24}$/);
const hash = z.string().regex(/^[0-9a-f]{64}$/);
const moment = z.iso.datetime({ precision: 3 });
const count = z.int().min(0);

const overruling = z.strictObject({ byId: id, reason: z.string(), at: moment });

const decisionFacts = {
  decisionId: id,
  ballotId: id,
  planId: id,
  keyTaskId: id,
  versionId: id,
  contentHash: hash,
  body: z.enum(bodies),
  rule: ballotRuleShape.omit({ secret: true }),
  openedById: id,
  openedAt: moment,
  roster: z.array(id),
  removals: z.array(overruling.extend({ memberId: id })),
  positions: z.array(
    z.strictObject({
      memberId: id,
      value: z.enum(positionValues),
      reason: z.string().nullable(),
      castAt: moment,
      overruled: overruling.nullable(),
    }),
  ),
  tally: z.strictObject({
    roster: count,
    removed: count,
    approve: count,
    noObjection: count,
    discuss: count,
    overruled: count,
    abstain: count,
    recuse: count,
    present: count,
    needed: count,
    quorumReached: z.boolean(),
    wouldConfirm: z.boolean(),
  }),
  outcome: z.enum(['CONFIRMED', 'RETURNED']),
  closedById: id,
  decidedAt: moment,
};

const decisionShape = z.discriminatedUnion('format', [
  z.strictObject({ format: z.literal(decisionFormat), ...decisionFacts }),
  z.strictObject({
    format: z.literal(secretDecisionFormat),
    ...decisionFacts,
    voters: z.array(id),
    votes: z.array(
      z.strictObject({
        receipt: hash,
        value: z.enum(secretVoteValues),
        reason: z.string().nullable(),
        overruled: overruling.nullable(),
      }),
    ),
  }),
]);

const planVersionShape = z.strictObject({
  format: z.literal(planVersionFormat),
  plan: z.strictObject({
    id,
    title: z.string(),
    numbering: numberingShape,
  }),
  number: z.int().min(1),
  previousHash: hash.nullable(),
  decisionHash: hash,
  merkleRoot: hash,
  entries: z.array(
    z.strictObject({
      place: z.tuple([z.int().min(0), z.int().min(1)]),
      numbering: z.string(),
      strategyNumbering: z.string().nullable(),
      strategyTitle: z.string().nullable(),
      title: z.string(),
      keyTaskId: id,
      versionId: id,
      contentHash: hash,
      merkleRoot: hash,
    }),
  ),
});

/** A decision with its ballot, as the decision's canonical form says them. */
export interface DecisionOfForm {
  /** `planVersionId` isn't part of the form, and null here. */
  readonly decision: DecisionRecord;
  readonly ballot: BallotRecord;
}

function readJson<Shape extends z.ZodType>(form: string, shape: Shape): z.infer<Shape> | null {
  try {
    const read = shape.safeParse(JSON.parse(form));
    return read.success ? read.data : null;
  } catch {
    return null;
  }
}

/** Reads what `decisionForm` has made; null for anything else, also for the same facts written in another way. */
export function readDecisionForm(form: string): DecisionOfForm | null {
  const facts = readJson(form, decisionShape);
  if (facts === null) return null;
  const { planId, keyTaskId, versionId, contentHash, outcome, tally, closedById } = facts;
  const decidedAt = new Date(facts.decidedAt);
  const about = { planId, keyTaskId, versionId, contentHash };
  const ballot: BallotRecord = {
    ...about,
    id: facts.ballotId,
    body: facts.body,
    open: false,
    openedById: facts.openedById,
    openedAt: new Date(facts.openedAt),
    closedAt: decidedAt,
    rule: { ...facts.rule, secret: facts.format === secretDecisionFormat },
    rosterIds: facts.roster,
    removals: facts.removals.map((removal) => ({ ...removal, at: new Date(removal.at) })),
    positions: facts.positions.map((position) => ({
      ...position,
      castAt: new Date(position.castAt),
      overruled: readOverruling(position.overruled),
    })),
    voterIds: facts.format === secretDecisionFormat ? facts.voters : [],
    secretVotes:
      facts.format === secretDecisionFormat
        ? facts.votes.map((vote) => ({ ...vote, overruled: readOverruling(vote.overruled) }))
        : [],
  };
  const decision: DecisionRecord = {
    ...about,
    id: facts.decisionId,
    ballotId: facts.ballotId,
    outcome,
    tally,
    closedById,
    decidedAt,
    hash: hashOf(form),
    planVersionId: null,
  };
  return decisionForm(ballot, decision) === form ? { decision, ballot } : null;
}

function readOverruling(facts: z.infer<typeof overruling> | null): OverrulingRecord | null {
  return facts === null ? null : { ...facts, at: new Date(facts.at) };
}

/** Reads what `planVersionForm` has made; null for anything else, also for the same facts written in another way. */
export function readPlanVersionForm(form: string): PlanVersionFormInput | null {
  const facts = readJson(form, planVersionShape);
  return facts !== null && planVersionForm(facts) === form ? facts : null;
}
