import type { Database } from '../database/store.ts';
import { canonicalJson } from '../content/canonical.ts';
import { hashOf } from '../domain/decision/forms.ts';
import { planRoot } from '../domain/decision/plan-tree.ts';
import { readPlanVersionForm } from '../domain/decision/read-forms.ts';
import type { BallotRecord, DecisionRecord, PlanVersionEntryRecord } from '../domain/decision/types.ts';
import { ballotProblems, decisionProblems } from '../domain/decision/verify.ts';
import { reviewStates } from '../domain/review/types.ts';
import type { Stores } from '../stores.ts';
import { isMoment, listOf, rowsOf, textOf, type AuditReport, type Row } from './report.ts';
import type { Known } from './tree.ts';
import type { KnownVersion } from './versions.ts';

export interface DecisionContext {
  readonly stores: Pick<Stores, 'decisions'>;
  readonly known: Known;
  readonly versions: ReadonlyMap<string, KnownVersion>;
  readonly report: AuditReport;
}

/** What an object that is on a version says of it: the same as the version, or something is wrong. */
function auditAbout(
  row: Row,
  { versions, report }: DecisionContext,
  where: string,
): KnownVersion | undefined {
  const when = report.at(where);
  const version = versions.get(textOf(row['versionId']));
  when(version === undefined, 'Its version is missing.');
  if (version === undefined) return undefined;
  when(version.planId !== row['planId'], 'It is of another plan than its version.');
  when(version.keyTaskId !== row['keyTaskId'], 'It is of another key task than its version.');
  when(version.contentHash !== row['contentHash'], 'It names another content hash than its version has.');
  return version;
}

export async function auditReviews(database: Database, context: DecisionContext): Promise<void> {
  const { known, report } = context;
  for await (const { row } of rowsOf(database, 'reviews')) {
    const where = `reviews ${textOf(row['_id'])}`;
    const when = report.at(where);
    report.count('reviews');
    const version = auditAbout(row, context, where);
    const state = textOf(row['state']);
    const reviewer = row['reviewerId'] ?? null;
    const decided = row['decidedAt'] ?? null;
    when(!(reviewStates as readonly string[]).includes(state), 'There is no such state.');
    when(reviewer !== null && !known.members.has(textOf(reviewer)), 'The reviewer is missing.');
    when(
      reviewer !== null && version?.authorIds.includes(textOf(reviewer)) === true,
      'The reviewer wrote the text.',
    );
    const gave = state === 'APPROVED' || state === 'CHANGES_REQUESTED';
    when(gave && (decided === null || reviewer === null), 'Nobody gave it, or at no time.');
    when(
      state === 'REQUESTED' && (decided !== null || (row['remarks'] ?? null) !== null),
      'It was given, and is not.',
    );
    when(
      state === 'CHANGES_REQUESTED' && (row['remarks'] ?? null) === null,
      'It asks for changes without saying which.',
    );
    when(
      (state === 'INVALIDATED') !== ((row['invalidatedReason'] ?? null) !== null),
      'It is invalidated without a reason, or not and has one.',
    );
    const asked = row['requestedAt'];
    when(!isMoment(asked) || (isMoment(decided) && decided < asked), 'It was given before it was asked for.');
  }
}

/** Ballots with the decisions that closed them. Returns both by id, the ballots as the activity log names them. */
export async function auditBallots(
  database: Database,
  context: DecisionContext,
): Promise<{
  readonly ballots: ReadonlyMap<string, Row>;
  readonly decisions: ReadonlyMap<string, DecisionRecord>;
}> {
  const { stores, report } = context;
  const decisions = new Map<string, DecisionRecord>();
  const openOf = new Map<string, string>();
  const ballots = new Map<string, Row>();
  for await (const { row } of rowsOf(database, 'ballots')) {
    const id = textOf(row['_id']);
    ballots.set(id, { contentHash: row['contentHash'] });
    report.count('ballots');
    auditAbout(row, context, `ballots ${id}`);
    // What a ballot must have isn't there: its record can't be made.
    const [ballot] = await stores.decisions.findBallots([id]).catch((error: unknown) => {
      report.problem(`ballots ${id}`, `It can not be read: ${String(error)}`);
      return [];
    });
    const found = await stores.decisions.findDecisionsOfBallots([id]).catch((error: unknown) => {
      report.problem(`decisions of ballots ${id}`, `They can not be read: ${String(error)}`);
      return [];
    });
    if (ballot === undefined) continue;
    if (ballot.open) openOf.set(ballot.keyTaskId, ballot.versionId);
    report.check(`ballots ${id}`, () => auditBallot(ballot, found, context));
    for (const decision of found) {
      report.at(`decisions ${decision.id}`)(!isMoment(decision.decidedAt), 'It was decided at no time.');
      if (isMoment(decision.decidedAt)) decisions.set(decision.id, decision);
    }
  }
  for (const [id, task] of context.known.keyTasks) {
    const tabled = task.state === 'TABLED' ? task.currentVersionId : undefined;
    report.at(`keyTasks ${id}`)(
      openOf.get(id) !== tabled,
      'It is tabled without an open ballot, or the other way.',
    );
  }
  for await (const { row } of rowsOf(database, 'decisions')) {
    const where = `decisions ${textOf(row['_id'])}`;
    report.count('decisions');
    auditAbout(row, context, where);
    const when = report.at(where);
    when(!ballots.has(textOf(row['ballotId'])), 'Its ballot is missing.');
    when(!context.known.members.has(textOf(row['closedById'])), 'Who closed the ballot is missing.');
    when(
      (row['outcome'] === 'CONFIRMED') !== ((row['planVersionId'] ?? null) !== null),
      'It confirmed something without a plan version, or the other way.',
    );
  }
  auditSeals(decisions, context);
  return { ballots, decisions };
}

function auditBallot(
  ballot: BallotRecord,
  decisions: readonly DecisionRecord[],
  context: DecisionContext,
): void {
  const { known, report } = context;
  const when = report.at(`ballots ${ballot.id}`);
  when(ballot.open !== (ballot.closedAt === null), 'It is open and closed.');
  when(ballot.closedAt !== null && !isMoment(ballot.closedAt), 'It was closed at no time.');
  when(ballot.open && decisions.length > 0, 'It is open and decided.');
  const roster = new Set(ballot.rosterIds);
  when(roster.size !== ballot.rosterIds.length, 'Somebody is on its roster twice.');
  when(!ballot.rosterIds.every((id) => known.members.has(id)), 'Somebody on its roster is missing.');
  when(!known.members.has(ballot.openedById), 'Who opened it is missing.');
  for (const { castAt } of ballot.positions)
    when(
      castAt < ballot.openedAt || (ballot.closedAt !== null && castAt > ballot.closedAt),
      'A position was taken before it opened, or after it closed.',
    );
  // Those of a ballot that was decided on are the decision's.
  if (decisions.length === 0) for (const message of ballotProblems(ballot)) when(true, message);
  for (const decision of decisions) {
    try {
      for (const { where, message } of decisionProblems(decision, ballot))
        report.problem(where.replace('decision ', 'decisions '), message);
    } catch (error) {
      // What it counts is none that a ballot can have.
      report.problem(`decisions ${decision.id}`, `Its ballot can not be counted: ${String(error)}`);
    }
    when(
      ballot.closedAt?.getTime() !== decision.decidedAt.getTime(),
      'It was not closed when it was decided.',
    );
  }
}

/** A version is sealed when the first decision confirmed it, and by nothing else. */
function auditSeals(
  decisions: ReadonlyMap<string, DecisionRecord>,
  { versions, report }: DecisionContext,
): void {
  const confirmed = new Map<string, number>();
  for (const { outcome, versionId, decidedAt } of decisions.values()) {
    if (outcome !== 'CONFIRMED') continue;
    confirmed.set(versionId, Math.min(confirmed.get(versionId) ?? Infinity, decidedAt.getTime()));
  }
  for (const [id, { sealedAt }] of versions)
    report.at(`versions ${id}`)(
      (sealedAt?.getTime() ?? null) !== (confirmed.get(id) ?? null),
      'It was not sealed when a decision confirmed it.',
    );
}

/** Chains of plan versions, each of which rests on a decision of its own. */
export async function auditPlanVersions(
  database: Database,
  context: DecisionContext & { readonly decisions: ReadonlyMap<string, DecisionRecord> },
): Promise<ReadonlyMap<string, Row>> {
  const { decisions, known, report } = context;
  const found = new Map<string, Row>();
  const used = new Set<string>();
  for (const planId of known.plans) {
    let last: { number: number; hash: string | null } = { number: 0, hash: null };
    // Its index stands the other way round; a plan has few.
    for await (const { row } of rowsOf(database, 'planVersions', { sort: { number: 1 } })) {
      if (row['planId'] !== planId) continue;
      const id = textOf(row['_id']);
      const when = report.at(`planVersions ${id}`);
      report.count('plan versions');
      when(
        row['number'] !== last.number + 1 || (row['previousHash'] ?? null) !== last.hash,
        'It does not follow the one before.',
      );
      report.check(`planVersions ${id}`, () => auditPlanVersion(row, context));
      when(used.has(textOf(row['decisionId'])), 'It rests on the decision of another one.');
      used.add(textOf(row['decisionId']));
      last = { number: Number(row['number']), hash: textOf(row['hash']) };
      found.set(id, { planId, number: row['number'], hash: row['hash'] });
    }
  }
  for await (const { row } of rowsOf(database, 'planVersions', { without: ['canonicalForm', 'entries'] }))
    report.at(`planVersions ${textOf(row['_id'])}`)(
      !known.plans.has(textOf(row['planId'])),
      'Its plan is missing.',
    );
  for (const decision of decisions.values())
    report.at(`decisions ${decision.id}`)(
      decision.planVersionId !== null && !found.has(decision.planVersionId),
      'Its plan version is missing.',
    );
  return found;
}

function auditPlanVersion(
  row: Row,
  {
    decisions,
    versions,
    report,
  }: DecisionContext & { readonly decisions: ReadonlyMap<string, DecisionRecord> },
): void {
  const id = textOf(row['_id']);
  const when = report.at(`planVersions ${id}`);
  const canonicalForm = textOf(row['canonicalForm']);
  const form = readPlanVersionForm(canonicalForm);
  when(hashOf(canonicalForm) !== row['hash'], 'The hash is not that of the form.');
  if (form === null) {
    when(true, 'The form is no canonical form of a plan version.');
    return;
  }
  when(form.plan.id !== row['planId'], 'The form is of another plan.');
  when(form.number !== row['number'], 'The form names another number.');
  when(form.previousHash !== (row['previousHash'] ?? null), 'The form names another previous hash.');
  when(form.merkleRoot !== row['merkleRoot'], 'The form names another Merkle root.');
  when(planRoot(form.entries) !== form.merkleRoot, 'The Merkle root is not that of the entries.');
  const entries = listOf(row['entries']) as PlanVersionEntryRecord[];
  when(canonicalJson(entries) !== canonicalJson(form.entries), 'The entries are not those of the form.');
  const decision = decisions.get(textOf(row['decisionId']));
  when(
    decision?.hash !== form.decisionHash ||
      decision.planVersionId !== id ||
      decision.planId !== row['planId'],
    'The decision that it rests on is missing, or another one.',
  );
  when(
    !isMoment(row['createdAt']) || row['createdAt'].getTime() !== decision?.decidedAt.getTime(),
    'It was not made when it was decided.',
  );
  when(
    !form.entries.some(({ versionId }) => versionId === decision?.versionId),
    'The decision that it rests on confirmed nothing in it.',
  );
  for (const entry of form.entries) {
    const version = versions.get(entry.versionId);
    when(
      version?.contentHash !== entry.contentHash ||
        version.keyTaskId !== entry.keyTaskId ||
        version.title !== entry.title ||
        version.merkleRoot !== entry.merkleRoot,
      `Entry ${entry.numbering} is not what its version is.`,
    );
  }
}
