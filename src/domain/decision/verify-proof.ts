import { z } from 'zod';
import { canonicalJson } from '../../content/canonical.ts';
import { rootOfPath } from '../../content/merkle.ts';
import type { PlanProof, ProofStep } from './plan-tree.ts';

const merkleRoot = z.string();
const shapes = {
  BLOCK: z.strictObject({
    kind: z.literal('block'),
    /** The block in canonical form (CF-3). */
    node: z.looseObject({ type: z.string() }),
    /** What it stands in, from the outside. */
    within: z.array(z.looseObject({ type: z.string() })),
  }),
  KEY_TASK: z.strictObject({
    kind: z.literal('keyTask'),
    numbering: z.string(),
    title: z.string(),
    keyTaskId: z.string(),
    versionId: z.string(),
    contentHash: z.string(),
    merkleRoot,
  }),
  STRATEGY: z.strictObject({
    kind: z.literal('strategy'),
    numbering: z.string().nullable(),
    title: z.string().nullable(),
    merkleRoot,
  }),
} as const;

/** What a proof has shown to be in a plan version, as the plan version has it. */
export interface ProvenBlock {
  readonly block: z.infer<typeof shapes.BLOCK>;
  readonly keyTask: z.infer<typeof shapes.KEY_TASK>;
  readonly strategy: z.infer<typeof shapes.STRATEGY>;
}

/** The step's leaf; null when it isn't one of this kind in canonical form. */
function leafOf<Shape extends z.ZodType>(step: ProofStep, shape: Shape): z.infer<Shape> | null {
  try {
    const value: unknown = JSON.parse(step.data);
    const leaf = shape.safeParse(value);
    return leaf.success && canonicalJson(value) === step.data ? leaf.data : null;
  } catch {
    return null;
  }
}

/**
 * Checks a proof against the `merkleRoot` of a plan version that is known from elsewhere (SPEC.md, PV-11). Returns what
 * it has shown; null when it shows nothing. Pure, so that it can run anywhere.
 */
export function verifyProof(proof: Pick<PlanProof, 'steps'>, merkleRoot: string): ProvenBlock | null {
  const [inText, inStrategy, inPlan, ...others] = proof.steps;
  if (inText?.kind !== 'BLOCK' || inStrategy?.kind !== 'KEY_TASK' || inPlan?.kind !== 'STRATEGY') return null;
  const block = leafOf(inText, shapes.BLOCK);
  const keyTask = leafOf(inStrategy, shapes.KEY_TASK);
  const strategy = leafOf(inPlan, shapes.STRATEGY);
  const leads =
    others.length === 0 &&
    rootOfPath(inText.data, inText) === keyTask?.merkleRoot &&
    rootOfPath(inStrategy.data, inStrategy) === strategy?.merkleRoot &&
    rootOfPath(inPlan.data, inPlan) === merkleRoot;
  return leads && block !== null && keyTask !== null && strategy !== null
    ? { block, keyTask, strategy }
    : null;
}
