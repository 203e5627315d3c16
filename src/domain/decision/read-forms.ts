import { z } from 'zod';
import {
  decisionForm,
  decisionFormat,
  hashOf,
  planVersionForm,
  planVersionFormat,
  type PlanVersionFormInput,
} from './forms.ts';
import { discussionEffects, majorityBases } from '../plan/types.ts';
import { bodies, positionValues, type BallotRecord, type DecisionRecord } from './types.ts';

const id = z.string().regex(/^[0-9a-f]{24}$/);
const hash = z.string().regex(/^[0-9a-f]{64}$/);
const moment = z.iso.datetime({ precision: 3 });
const count = z.int().min(0);

const overruling = z.strictObject({ byId: id, reason: z.string(), at: moment });

const decisionShape = z.strictObject({
  format: z.literal(decisionFormat),
  decisionId: id,
  ballotId: id,
  planId: id,
  keyTaskId: id,
  versionId: id,
  contentHash: hash,
  body: z.enum(bodies),
  rule: z.strictObject({
    quorum: z.number().min(0).max(1),
    majority: z.number().min(0).lt(1),
    base: z.enum(majorityBases),
    discussion: z.enum(discussionEffects),
  }),
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
});

const planVersionShape = z.strictObject({
  format: z.literal(planVersionFormat),
  plan: z.strictObject({ id, title: z.string() }),
  number: z.int().min(1),
  previousHash: hash.nullable(),
  decisionHash: hash,
  merkleRoot: hash,
  entries: z.array(
    z.strictObject({
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
    rule: facts.rule,
    rosterIds: facts.roster,
    removals: facts.removals.map((removal) => ({ ...removal, at: new Date(removal.at) })),
    positions: facts.positions.map((position) => ({
      ...position,
      castAt: new Date(position.castAt),
      overruled:
        position.overruled === null ? null : { ...position.overruled, at: new Date(position.overruled.at) },
    })),
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

/** Reads what `planVersionForm` has made; null for anything else, also for the same facts written in another way. */
export function readPlanVersionForm(form: string): PlanVersionFormInput | null {
  const facts = readJson(form, planVersionShape);
  return facts !== null && planVersionForm(facts) === form ? facts : null;
}
