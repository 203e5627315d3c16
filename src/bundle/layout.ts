import { z } from 'zod';
import { keyTaskStates } from '../domain/key-task/types.ts';
import { ballotRuleShape, numberingShape } from '../domain/plan/shapes.ts';

/** Paths in a bundle (SPEC.md, BU-3). */
export const paths = {
  manifest: 'manifest.json',
  plan: 'plan.json',
  versions: 'versions.json',
  logs: 'logs.json',
  planVersion: (number: number) => `plan-versions/${number}.json`,
  decision: (hash: string) => `decisions/${hash}.json`,
  text: (contentHash: string) => `texts/${contentHash}.json`,
  proofs: (keyTaskId: string) => `proofs/${keyTaskId}.json`,
} as const;

const id = z.string().regex(/^[0-9a-f]{24}$/);
const hash = z.string().regex(/^[0-9a-f]{64}$/);
const moment = z.iso.datetime({ precision: 3 });
const count = z.int().min(0);

/** What is in the bundle, so that nothing of it can be missing or added. */
export const manifestShape = z.strictObject({
  format: z.literal('choan-bundle/1'),
  plan: z.strictObject({ id, title: z.string() }),
  /** The newest plan version: its hash covers all the chain. Null for a plan without any. */
  head: z.strictObject({ number: z.int().min(1), hash }).nullable(),
  /** All other files, in the order of their paths. */
  files: z.array(z.strictObject({ path: z.string(), size: count, sha256: hash })),
});

/** The plan with its tree as it was when the bundle was made. */
export const planShape = z.strictObject({
  format: z.literal('choan-plan/1'),
  plan: z.strictObject({
    id,
    title: z.string(),
    englishTitle: z.string().nullable(),
    periodStart: z.int(),
    periodEnd: z.int(),
    predecessorId: id.nullable(),
    vision: z.string().nullable(),
    ballotRule: ballotRuleShape,
    numbering: numberingShape,
    createdAt: moment,
  }),
  /** In their order. */
  strategies: z.array(z.strictObject({ id, title: z.string(), englishTitle: z.string().nullable() })),
  /** In the order of the tree. */
  keyTasks: z.array(
    z.strictObject({
      id,
      strategyId: id.nullable(),
      subcommitteeId: id,
      title: z.string(),
      englishTitle: z.string().nullable(),
      state: z.enum(keyTaskStates),
      amendment: z.boolean(),
      sealedVersionId: id.nullable(),
      mergedIntoId: id.nullable(),
    }),
  ),
});

/** The versions whose texts plan versions hold, in the order of their ids. */
export const versionsShape = z.strictObject({
  format: z.literal('choan-versions/1'),
  versions: z.array(
    z.strictObject({
      id,
      keyTaskId: id,
      draftId: id,
      number: z.int().min(1),
      name: z.string(),
      title: z.string(),
      contentHash: hash,
      sequence: count,
      logHash: hash,
      authorIds: z.array(id),
      createdById: id,
      createdAt: moment,
      sealedAt: moment,
    }),
  ),
});

/** Heads of the update logs of all drafts of the plan (CO-16), in the order of the key tasks in `plan.json`. */
export const logsShape = z.strictObject({
  format: z.literal('choan-logs/1'),
  logs: z.array(z.strictObject({ keyTaskId: id, draftId: id, sequence: count, hash })),
});

/** Proofs of all blocks of one key task's text in the newest plan version, in the order of the text. */
export const proofsShape = z.strictObject({
  format: z.literal('choan-proofs/1'),
  planVersion: z.int().min(1),
  keyTaskId: id,
  merkleRoot: hash,
  proofs: z.array(
    z.strictObject({
      blockId: z.string(),
      steps: z.array(
        z.strictObject({
          kind: z.enum(['BLOCK', 'KEY_TASK', 'STRATEGY']),
          data: z.string(),
          index: count,
          size: count,
          path: z.array(hash),
        }),
      ),
    }),
  ),
});

export type Manifest = z.infer<typeof manifestShape>;
export type PlanFile = z.infer<typeof planShape>;
export type VersionsFile = z.infer<typeof versionsShape>;
export type LogsFile = z.infer<typeof logsShape>;
export type ProofsFile = z.infer<typeof proofsShape>;

/** What doesn't fit in a bundle: where, mostly the path of a file, and why. */
export interface BundleProblem {
  readonly where: string;
  readonly message: string;
}

/** What a bundle is made of. */
export interface BundleContents {
  readonly plan: PlanFile;
  /** Canonical forms, the first plan version first. */
  readonly planVersions: readonly string[];
  /** Canonical forms of all decisions on tasks of the plan. */
  readonly decisions: readonly string[];
  readonly versions: VersionsFile;
  /** Canonical forms of the versions' texts. */
  readonly texts: readonly string[];
  readonly logs: LogsFile;
}
