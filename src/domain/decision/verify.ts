import { isDeepStrictEqual } from 'node:util';
import { canonicalForm, canonicalJson, contentHash, readCanonicalForm } from '../../content/canonical.ts';
import { textRoot } from '../../content/text-tree.ts';
import { numbersOf } from './document.ts';
import { decisionForm, hashOf, planVersionFormat, type PlanVersionFormInput } from './forms.ts';
import { planRoot } from './plan-tree.ts';
import { readPlanVersionForm } from './read-forms.ts';
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
    const form = readPlanVersionForm(planVersion.canonicalForm);
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
    for (const entry of form.entries)
      if (!isDeepStrictEqual(numbersOf(form.plan.numbering, entry.place), pickNumbers(entry)))
        report(`Entry ${entry.numbering} does not have the number of its place.`);
    if (chain.versions === undefined) return;
    for (const entry of form.entries) problems.push(...entryProblems(where, entry, chain.versions));
  });
  return problems;
}

function pickNumbers({ numbering, strategyNumbering }: PlanVersionEntryRecord) {
  return { numbering, strategyNumbering };
}

/** Whether a plan version rests on a decision that put a text into it. Takes the decision out of `unused`. */
function foundationProblems(
  where: string,
  form: PlanVersionFormInput,
  unused: DecisionRecord[],
): ChainProblem[] {
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
  const read = readText(version.canonicalForm);
  return [
    ...(version.contentHash === entry.contentHash
      ? []
      : [problem('The entry names another content hash than the version has.')]),
    ...(contentHash(version.canonicalForm) === entry.contentHash
      ? []
      : [problem('The content hash is not that of the text.')]),
    ...(read === null ? [problem('The text is not in canonical form.')] : []),
    ...(read?.title === entry.title ? [] : [problem('The entry has another title than the text.')]),
    ...(read?.root === entry.merkleRoot
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
    ...ballotProblems(ballot).map(problem),
    ...(canonicalJson(tally) === canonicalJson(decision.tally)
      ? []
      : [problem('The tally is not that of the positions.')]),
    ...(outcome === decision.outcome && tally.quorumReached
      ? []
      : [problem('The positions do not lead to this outcome.')]),
  ];
}

/** What in a ballot can't be: who voted and how often, what was overruled, and what is secret. */
export function ballotProblems({
  rule,
  rosterIds,
  removals,
  positions,
  voterIds,
  secretVotes,
}: BallotRecord): string[] {
  const roster = new Set(rosterIds);
  const votes = [...positions.map(({ memberId }) => memberId), ...voterIds];
  const voters = new Set(votes);
  const removed = new Set(removals.map((removal) => removal.memberId));
  const checks: readonly (readonly [fits: boolean, message: string])[] = [
    [
      voters.size === votes.length && votes.every((id) => roster.has(id)),
      'Somebody voted twice, or without being on the roster.',
    ],
    [
      removed.size === removals.length && [...removed].every((id) => roster.has(id) && !voters.has(id)),
      'Somebody was taken off the roster twice, or with a position, or without being on it.',
    ],
    [
      [...positions, ...secretVotes].every(
        ({ value, overruled }) => overruled === null || value === 'DISCUSS',
      ),
      'Another position than DISCUSS was overruled.',
    ],
    [
      [...positions, ...secretVotes].every(({ value, reason }) => value !== 'DISCUSS' || reason !== null),
      'A position blocks without a reason.',
    ],
    [
      rule.secret
        ? positions.every(({ value }) => value === 'RECUSE')
        : voterIds.length === 0 && secretVotes.length === 0,
      rule.secret ? 'A position of a secret ballot has a name.' : 'An open ballot has secret votes.',
    ],
    [
      new Set(secretVotes.map(({ receipt }) => receipt)).size === voterIds.length &&
        secretVotes.length === voterIds.length,
      'There are more or fewer secret votes than voters, or two with one receipt.',
    ],
  ];
  return checks.flatMap(([fits, message]) => (fits ? [] : [message]));
}

/**
 * Title and Merkle root of a text; null when it isn't in canonical form: of JSON that names a member twice, another
 * program could read another text.
 */
function readText(form: string): { readonly title: string; readonly root: string } | null {
  try {
    const text = readCanonicalForm(form);
    return canonicalForm(text) === form ? { title: text.title, root: textRoot(text) } : null;
  } catch {
    return null;
  }
}
