import { canonicalJson, type CanonicalText } from '../../content/canonical.ts';
import { MerkleTree, type InclusionPath } from '../../content/merkle.ts';
import { textLeaves } from '../../content/text-tree.ts';
import type { PlanVersionEntryRecord } from './types.ts';

/** The trees that a proof leads through, from the paragraph to the plan. */
export const proofStepKinds = ['BLOCK', 'KEY_TASK', 'STRATEGY'] as const;
export type ProofStepKind = (typeof proofStepKinds)[number];

/** One leaf, and its way to the root of its tree; the next step's leaf names that root. */
export interface ProofStep extends InclusionPath {
  readonly kind: ProofStepKind;
  /** Canonical JSON that the leaf's hash is made of. */
  readonly data: string;
}

/** What proves that a block stands in a plan version (SPEC.md, PV-9 to PV-11). */
export interface PlanProof {
  /** Of the plan version. */
  readonly merkleRoot: string;
  /** One of each kind, in the order of the kinds. */
  readonly steps: readonly ProofStep[];
}

/** Entries of one strategy, which follow each other in the document, with their tree. */
interface Branch {
  readonly entries: readonly PlanVersionEntryRecord[];
  readonly tree: MerkleTree;
  /** Leaf of the plan's tree. */
  readonly data: string;
}

/** Leaf of an entry in the tree of its strategy. */
function entryData(entry: PlanVersionEntryRecord): string {
  const { numbering, title, keyTaskId, versionId, contentHash, merkleRoot } = entry;
  return canonicalJson({
    kind: 'keyTask',
    ...{ numbering, title, keyTaskId, versionId, contentHash, merkleRoot },
  });
}

function branchesOf(entries: readonly PlanVersionEntryRecord[]): Branch[] {
  const groups: PlanVersionEntryRecord[][] = [];
  for (const entry of entries) {
    const group = groups.at(-1);
    if (group?.[0] !== undefined && group[0].strategyNumbering === entry.strategyNumbering) group.push(entry);
    else groups.push([entry]);
  }
  return groups.map((group): Branch => {
    const tree = new MerkleTree(group.map(entryData));
    const strategy = {
      numbering: group[0]?.strategyNumbering ?? null,
      title: group[0]?.strategyTitle ?? null,
    };
    return {
      entries: group,
      tree,
      data: canonicalJson({ kind: 'strategy', ...strategy, merkleRoot: tree.root }),
    };
  });
}

const planTree = (branches: readonly Branch[]) => new MerkleTree(branches.map(({ data }) => data));

/** Root of a plan version's tree (SPEC.md, PV-10), from its entries in the order of the document; lower-case hex. */
export function planRoot(entries: readonly PlanVersionEntryRecord[]): string {
  return planTree(branchesOf(entries)).root;
}

/** Makes the proofs of one key task's text in a plan version. */
export interface PlanProver {
  /** Blocks that can be proved, in the order of the text. */
  readonly blockIds: readonly string[];
  /** Null when the text has no such block. */
  prove(blockId: string): PlanProof | null;
}

/** From the plan version's entries and the text that the task's entry names; null when it has no entry of the task. */
export function proverOf(
  entries: readonly PlanVersionEntryRecord[],
  keyTaskId: string,
  text: CanonicalText,
): PlanProver | null {
  const branches = branchesOf(entries);
  const placeIn = (branch: Branch) => branch.entries.findIndex((entry) => entry.keyTaskId === keyTaskId);
  const strategyIndex = branches.findIndex((branch) => placeIn(branch) !== -1);
  const branch = branches[strategyIndex];
  const entryIndex = branch === undefined ? -1 : placeIn(branch);
  const entry = branch?.entries[entryIndex];
  if (branch === undefined || entry === undefined) return null;
  const tree = planTree(branches);
  const outer: readonly ProofStep[] = [
    { kind: 'KEY_TASK', data: entryData(entry), ...branch.tree.pathOf(entryIndex) },
    { kind: 'STRATEGY', data: branch.data, ...tree.pathOf(strategyIndex) },
  ];
  const leaves = textLeaves(text);
  const texts = new MerkleTree(leaves.map(({ data }) => data));
  const indexes = new Map(
    leaves.flatMap(({ blockId }, index): [string, number][] => (blockId === null ? [] : [[blockId, index]])),
  );
  return {
    blockIds: [...indexes.keys()],
    prove(blockId) {
      const index = indexes.get(blockId);
      const data = index === undefined ? undefined : leaves[index]?.data;
      if (index === undefined || data === undefined) return null;
      const inText: ProofStep = { kind: 'BLOCK', data, ...texts.pathOf(index) };
      return { merkleRoot: tree.root, steps: [inText, ...outer] };
    },
  };
}
