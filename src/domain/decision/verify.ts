import { contentHash } from '../../content/canonical.ts';
import { decisionForm, hashOf, planVersionForm, planVersionFormat } from './forms.ts';
import { tallyOf } from './tally.ts';
import type { BallotRecord, DecisionRecord, PlanVersionEntryRecord } from './types.ts';

/** A plan's versions and what they rest on. What is left out isn't checked. */
export interface PlanChain {
  /** All of them, in any order. */
  readonly planVersions: readonly {
    readonly number: number;
    readonly hash: string;
    readonly previousHash: string | null;
    readonly canonicalForm: string;
  }[];
  /** Versions that the entries name, by hex id; when given, all must be there. */
  readonly versions?: ReadonlyMap<string, { readonly contentHash: string; readonly canonicalForm: string }>;
  /** Confirming decisions with their ballots; when given, every plan version must rest on one. */
  readonly decisions?: readonly { readonly decision: DecisionRecord; readonly ballot: BallotRecord }[];
}

/** What doesn't verify: which object, and why. */
export interface ChainProblem {
  readonly where: string;
  readonly message: string;
}

interface ReadForm {
  readonly format: string;
  readonly plan: { readonly id: string; readonly title: string };
  readonly number: number;
  readonly previousHash: string | null;
  readonly decisionHash: string;
  readonly entries: readonly PlanVersionEntryRecord[];
}

/**
 * Recomputes every hash of a plan's chain (SPEC.md, PV-6): of its plan versions and their order, of the texts that they
 * consist of, and of the decisions that they rest on. Empty when all of it verifies. Pure, so that it can run anywhere.
 */
export function verifyPlanChain(chain: PlanChain): ChainProblem[] {
  const problems: ChainProblem[] = [];
  const decisionHashes = chain.decisions?.map(({ decision, ballot }) => {
    problems.push(...decisionProblems(decision, ballot));
    return decision.hash;
  });
  const ordered = [...chain.planVersions].sort((a, b) => a.number - b.number);
  ordered.forEach((planVersion, index) => {
    const where = `plan version ${planVersion.number}`;
    const report = (message: string) => problems.push({ where, message });
    if (planVersion.number !== index + 1) report(`The chain has no plan version ${index + 1}.`);
    if (hashOf(planVersion.canonicalForm) !== planVersion.hash) report('The hash is not that of the form.');
    if (planVersion.previousHash !== (ordered[index - 1]?.hash ?? null)) {
      report('The previous hash is not that of the plan version before.');
    }
    const form = readForm(planVersion.canonicalForm);
    if (form === null) {
      report(`The form is not a canonical form of the format ${planVersionFormat}.`);
      return;
    }
    if (form.number !== planVersion.number) report('The form names another number.');
    if (form.previousHash !== planVersion.previousHash) report('The form names another previous hash.');
    if (decisionHashes !== undefined && !decisionHashes.includes(form.decisionHash)) {
      report('The decision that the form names is not among the decisions.');
    }
    if (chain.versions === undefined) return;
    for (const entry of form.entries) problems.push(...entryProblems(where, entry, chain.versions));
  });
  return problems;
}

function entryProblems(
  planVersion: string,
  entry: PlanVersionEntryRecord,
  versions: NonNullable<PlanChain['versions']>,
): ChainProblem[] {
  const where = `${planVersion}, entry ${entry.numbering}`;
  const version = versions.get(entry.versionId);
  if (version === undefined) return [{ where, message: 'The version is missing.' }];
  return [
    ...(version.contentHash === entry.contentHash
      ? []
      : [{ where, message: 'The entry names another content hash than the version has.' }]),
    ...(contentHash(version.canonicalForm) === entry.contentHash
      ? []
      : [{ where, message: 'The content hash is not that of the text.' }]),
  ];
}

function decisionProblems(decision: DecisionRecord, ballot: BallotRecord): ChainProblem[] {
  const where = `decision ${decision.id}`;
  const tally = tallyOf(ballot.rosterIds.length, ballot.positions, ballot.rule);
  const outcome = tally.wouldConfirm ? 'CONFIRMED' : 'RETURNED';
  return [
    ...(hashOf(decisionForm(ballot, decision)) === decision.hash
      ? []
      : [{ where, message: 'The hash is not that of the ballot and its outcome.' }]),
    ...(outcome === decision.outcome && tally.quorumReached
      ? []
      : [{ where, message: 'The positions do not lead to this outcome.' }]),
  ];
}

/** The form's content; null when it isn't one, or not in canonical shape. */
function readForm(canonicalForm: string): ReadForm | null {
  try {
    const form = JSON.parse(canonicalForm) as ReadForm;
    return form.format === planVersionFormat && planVersionForm(form) === canonicalForm ? form : null;
  } catch {
    return null;
  }
}
