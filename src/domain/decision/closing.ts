import type { Transaction } from '../../activity/unit-of-work.ts';
import { enforce, requireViewer } from '../../auth/verdict.ts';
import type { MaybeViewer, Viewer } from '../../auth/viewer.ts';
import { readCanonicalForm } from '../../content/canonical.ts';
import { textRoot } from '../../content/text-tree.ts';
import type { KeyTaskRecord } from '../key-task/types.ts';
import type { PlanRecord } from '../plan/types.ts';
import type { Conflicts } from './conflicts.ts';
import {
  checkHash,
  conflict,
  conflictOnDuplicate,
  noSuchBallot,
  type DecisionServiceDependencies,
} from './dependencies.ts';
import { documentEntries } from './document.ts';
import { decisionMade, planVersionPublished } from './events.ts';
import { decisionForm, hashOf, planVersionForm } from './forms.ts';
import { planRoot } from './plan-tree.ts';
import { closeBallotVerdict } from './policy.ts';
import { tallyOfBallot } from './tally.ts';
import type { BallotRecord, DecisionRecord, PlanVersionRecord, Tally } from './types.ts';

export interface DecisionResult {
  readonly decision: DecisionRecord;
  /** The plan version that a confirming decision appended. */
  readonly planVersion: PlanVersionRecord | null;
  readonly keyTask: KeyTaskRecord;
}

/** Closes ballots: decides, and appends to the plan what was confirmed (SPEC.md, DC-5 to DC-7, PV). */
export function createClosing(dependencies: DecisionServiceDependencies, conflicts: Conflicts) {
  const { store, planVersionStore, transact, clock, plans, keyTasks, versions } = dependencies;

  /** What a ballot that is closed already was decided to; null when it was closed without a decision. */
  async function earlierResult(tx: Transaction, ballot: BallotRecord): Promise<DecisionResult | null> {
    const [decision] = await store.findDecisionsOfBallots([ballot.id], tx.session);
    if (decision === undefined) return null;
    const keyTask = await keyTasks.findInTransaction(tx, ballot.keyTaskId);
    if (keyTask === null) throw new Error(`Key task ${ballot.keyTaskId} is missing.`);
    const [planVersion] =
      decision.planVersionId === null
        ? []
        : await planVersionStore.findMany([decision.planVersionId], tx.session);
    return { decision, planVersion: planVersion ?? null, keyTask };
  }

  /**
   * Roots of the texts of sealed versions, by version id. Those of the plan version before are taken from it: its hash
   * covers them, and a plan's texts are large.
   */
  async function rootsOf(
    tx: Transaction,
    versionIds: readonly string[],
    previous: PlanVersionRecord | null,
  ): Promise<Map<string, string>> {
    const roots = new Map(previous?.entries.map(({ versionId, merkleRoot }) => [versionId, merkleRoot]));
    const fresh = versionIds.filter((id) => roots.get(id) === undefined);
    for (const [id, form] of await versions.formsInTransaction(tx, fresh))
      roots.set(id, textRoot(readCanonicalForm(form)));
    return roots;
  }

  /** Assembles the plan from everything that is sealed in it now and chains it to the version before. */
  async function appendPlanVersion(
    tx: Transaction,
    plan: PlanRecord,
    decision: DecisionRecord,
  ): Promise<PlanVersionRecord> {
    const sealed = await keyTasks.sealedInTreeOrder(tx, plan.id);
    const sealedIds = sealed.flatMap((task) => task.sealedVersionId ?? []);
    const sealedVersions = await versions.findManyInTransaction(tx, sealedIds);
    const previous = await planVersionStore.findLatest(plan.id, tx.session);
    const entries = documentEntries({
      numbering: plan.numbering,
      strategies: await plans.strategiesInTransaction(tx, plan.id),
      keyTasks: sealed,
      versions: new Map(sealedVersions.map((version) => [version.id, version])),
      roots: await rootsOf(tx, sealedIds, previous),
    });
    const number = (previous?.number ?? 0) + 1;
    const previousHash = previous?.hash ?? null;
    const merkleRoot = planRoot(entries);
    const canonicalForm = planVersionForm({
      plan,
      number,
      previousHash,
      decisionHash: decision.hash,
      merkleRoot,
      entries,
    });
    const planVersion: PlanVersionRecord = {
      id: decision.planVersionId ?? store.newId(),
      planId: plan.id,
      number,
      hash: hashOf(canonicalForm),
      previousHash,
      merkleRoot,
      canonicalForm,
      decisionId: decision.id,
      createdAt: decision.decidedAt,
      entries,
    };
    await planVersionStore.insert(planVersion, tx.session);
    return planVersion;
  }

  function decide(viewer: Viewer, ballot: BallotRecord, tally: Tally): DecisionRecord {
    const outcome = tally.wouldConfirm ? 'CONFIRMED' : 'RETURNED';
    const facts = {
      id: store.newId(),
      outcome,
      tally,
      closedById: viewer.memberId,
      decidedAt: ballot.closedAt ?? clock(),
    } as const;
    return {
      ...facts,
      planId: ballot.planId,
      keyTaskId: ballot.keyTaskId,
      ballotId: ballot.id,
      versionId: ballot.versionId,
      contentHash: ballot.contentHash,
      hash: hashOf(decisionForm(ballot, facts)),
      planVersionId: outcome === 'CONFIRMED' ? store.newId() : null,
    };
  }

  /** Of a secret ballot whatever its votes: that only what would be confirmed is refused would tell what they amount to. */
  async function refuseConflicts(tx: Transaction, { planId, keyTaskId, versionId }: BallotRecord) {
    const plan = await plans.findInTransaction(tx, planId);
    const keyTask = await keyTasks.findInTransaction(tx, keyTaskId);
    if (plan === null || keyTask === null) throw new Error(`Key task ${keyTaskId} or its plan is missing.`);
    await conflicts.refuseBlocked(tx, { plan, keyTask, versionId });
  }

  async function confirm(tx: Transaction, viewer: Viewer, decision: DecisionRecord): Promise<DecisionResult> {
    const { contentHash, decidedAt } = decision;
    // The document is that of one moment: nobody moves what it is made of while it is looked at and assembled.
    const plan = await plans.lockTree(tx, decision.planId);
    await versions.seal(tx, decision.versionId, { contentHash, at: decidedAt });
    const keyTask = await keyTasks.transition(tx, {
      viewer,
      keyTaskId: decision.keyTaskId,
      action: 'CONFIRM',
      sealedVersionId: decision.versionId,
    });
    await conflicts.refuseBlocked(tx, { plan, keyTask, versionId: decision.versionId });
    return { decision, planVersion: await appendPlanVersion(tx, plan, decision), keyTask };
  }

  return {
    /**
     * Closes a ballot. When its tally confirms, the version is sealed and a plan version appended, all in one
     * transaction; otherwise the task is returned for drafting. Closing it again returns the same decision. Throws
     * `QUORUM_NOT_REACHED`, `CONFLICTING_TEXT`, `STALE_HASH`, `FORBIDDEN`, `ILLEGAL_TRANSITION` for a ballot that was
     * closed without a decision, `NOT_FOUND`, `CONFLICT`.
     */
    async closeBallot(
      maybeViewer: MaybeViewer,
      input: { readonly ballotId: string; readonly contentHash: string },
    ): Promise<DecisionResult> {
      const viewer = requireViewer(maybeViewer);
      const run = async (tx: Transaction): Promise<DecisionResult> => {
        const read = await store.findBallot(input.ballotId, tx.session);
        if (read === null) throw noSuchBallot();
        const verdict = closeBallotVerdict(viewer, read.ballot);
        if (!verdict.allowed && verdict.code === 'FORBIDDEN') enforce(verdict);
        checkHash(read.ballot.contentHash, input.contentHash);
        if (!read.ballot.open) {
          const earlier = await earlierResult(tx, read.ballot);
          if (earlier !== null) return earlier;
        }
        enforce(verdict);
        if (read.ballot.rule.secret) await refuseConflicts(tx, read.ballot);

        const ballot = await store.updateOpenBallot(read, { open: false, closedAt: clock() }, tx.session);
        if (ballot === null) throw conflict();
        const tally = tallyOfBallot(ballot);
        const decision = decide(viewer, ballot, tally);
        await store.insertDecision(decision, tx.session);
        const result =
          decision.outcome === 'CONFIRMED'
            ? await confirm(tx, viewer, decision)
            : {
                decision,
                planVersion: null,
                keyTask: await keyTasks.transition(tx, {
                  viewer,
                  keyTaskId: decision.keyTaskId,
                  action: 'RETURN',
                  reason: returnReason(ballot, tally),
                }),
              };
        tx.emit(decisionMade(result.keyTask, decision));
        if (result.planVersion !== null) {
          tx.emit(planVersionPublished(result.keyTask, result.planVersion, viewer.memberId));
        }
        return result;
      };
      return conflictOnDuplicate(() => transact(run));
    },
  };
}

function returnReason({ rule }: BallotRecord, tally: Tally): string {
  const blocking = rule.discussion === 'BLOCKS' ? tally.discuss - tally.overruled : 0;
  return blocking > 0
    ? `The ballot did not confirm it: ${blocking} of ${tally.present} want to discuss it.`
    : 'The ballot did not confirm it: too few were in favour.';
}
