import {
  canonicalJson,
  contentHash,
  readCanonicalForm,
  type CanonicalText,
} from '../../content/canonical.ts';
import { textRoot } from '../../content/text-tree.ts';
import { decisionForm, hashOf, planVersionForm, planVersionFormat } from './forms.ts';
import { planRoot } from './plan-tree.ts';
import { tallyOfBallot } from './tally.ts';
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
  /** Decisions with their ballots; when given, every plan version must rest on a confirming one of its own. */
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
  readonly merkleRoot: string;
  readonly entries: readonly PlanVersionEntryRecord[];
}

/**
 * Recomputes every hash of a plan's chain (SPEC.md, PV-6): of its plan versions and their order, of the texts that they
 * consist of, and of the decisions that they rest on. Empty when all of it verifies. Pure, so that it can run anywhere.
 */
export function verifyPlanChain(chain: PlanChain): ChainProblem[] {
  const problems: ChainProblem[] = [];
  for (const { decision, ballot } of chain.decisions ?? [])
    problems.push(...decisionProblems(decision, ballot));
  const unused = chain.decisions?.map(({ decision }) => decision);
  const ordered = [...chain.planVersions].sort((a, b) => a.number - b.number);
  let planId: string | null = null;
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
    planId ??= form.plan.id;
    if (form.merkleRoot !== planRoot(form.entries)) report('The Merkle root is not that of the entries.');
    if (form.plan.id !== planId) report('The form is of another plan than the one before.');
    if (unused !== undefined) problems.push(...foundationProblems(where, form, unused));
    if (chain.versions === undefined) return;
    for (const entry of form.entries) problems.push(...entryProblems(where, entry, chain.versions));
  });
  return problems;
}

/** Whether a plan version rests on a decision that put a text into it. Takes the decision out of `unused`. */
function foundationProblems(where: string, form: ReadForm, unused: DecisionRecord[]): ChainProblem[] {
  const index = unused.findIndex((decision) => decision.hash === form.decisionHash);
  if (index === -1) {
    return [
      { where, message: 'The decision that the form names is not among the decisions, or used twice.' },
    ];
  }
  const [decision] = unused.splice(index, 1);
  const confirmed =
    decision?.outcome === 'CONFIRMED' &&
    decision.planId === form.plan.id &&
    form.entries.some(
      (entry) =>
        entry.keyTaskId === decision.keyTaskId &&
        entry.versionId === decision.versionId &&
        entry.contentHash === decision.contentHash,
    );
  return confirmed
    ? []
    : [{ where, message: 'The decision that the form names did not confirm a text of the document.' }];
}

function entryProblems(
  planVersion: string,
  entry: PlanVersionEntryRecord,
  versions: NonNullable<PlanChain['versions']>,
): ChainProblem[] {
  const where = `${planVersion}, entry ${entry.numbering}`;
  const version = versions.get(entry.versionId);
  if (version === undefined) return [{ where, message: 'The version is missing.' }];
  const problem = (message: string): ChainProblem => ({ where, message });
  const text = readText(version.canonicalForm);
  return [
    ...(version.contentHash === entry.contentHash
      ? []
      : [problem('The entry names another content hash than the version has.')]),
    ...(contentHash(version.canonicalForm) === entry.contentHash
      ? []
      : [problem('The content hash is not that of the text.')]),
    ...(text?.title === entry.title ? [] : [problem('The entry has another title than the text.')]),
    ...(text !== null && textRoot(text) === entry.merkleRoot
      ? []
      : [problem('The Merkle root of the entry is not that of the text.')]),
  ];
}

/** What in a decision does not follow from its ballot. */
export function decisionProblems(decision: DecisionRecord, ballot: BallotRecord): ChainProblem[] {
  const where = `decision ${decision.id}`;
  const problem = (message: string): ChainProblem => ({ where, message });
  const tally = tallyOfBallot(ballot);
  const outcome = tally.wouldConfirm ? 'CONFIRMED' : 'RETURNED';
  const voters = new Set(ballot.positions.map((position) => position.memberId));
  const removed = new Set(ballot.removals.map((removal) => removal.memberId));
  const sameObject =
    decision.ballotId === ballot.id &&
    decision.planId === ballot.planId &&
    decision.keyTaskId === ballot.keyTaskId &&
    decision.versionId === ballot.versionId &&
    decision.contentHash === ballot.contentHash;
  return [
    ...(sameObject ? [] : [problem('The decision is on something else than its ballot.')]),
    ...(hashOf(decisionForm(ballot, decision)) === decision.hash
      ? []
      : [problem('The hash is not that of the ballot and its outcome.')]),
    ...(voters.size === ballot.positions.length && ballot.positions.every(isOnRoster(ballot))
      ? []
      : [problem('Somebody voted twice, or without being on the roster.')]),
    ...(removed.size === ballot.removals.length &&
    ballot.removals.every((removal) => isOnRoster(ballot)(removal) && !voters.has(removal.memberId))
      ? []
      : [problem('Somebody was taken off the roster twice, or with a position, or without being on it.')]),
    ...(ballot.positions.every(({ value, overruled }) => overruled === null || value === 'DISCUSS')
      ? []
      : [problem('Another position than DISCUSS was overruled.')]),
    ...(canonicalJson(tally) === canonicalJson(decision.tally)
      ? []
      : [problem('The tally is not that of the positions.')]),
    ...(outcome === decision.outcome && tally.quorumReached
      ? []
      : [problem('The positions do not lead to this outcome.')]),
  ];
}

function isOnRoster({ rosterIds }: BallotRecord) {
  return ({ memberId }: { readonly memberId: string }) => rosterIds.includes(memberId);
}

/** The text of a canonical form; null when it isn't one. */
function readText(canonicalForm: string): CanonicalText | null {
  try {
    return readCanonicalForm(canonicalForm);
  } catch {
    return null;
  }
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
