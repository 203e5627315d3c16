import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decisionForm, hashOf, planVersionForm } from '../../src/domain/decision/forms.ts';
import { verifyPlanChain } from '../../src/domain/decision/verify.ts';
import type { PlanVersionRecord } from '../../src/domain/decision/types.ts';
import { canonical, sha256 } from '../support/canonical-json.ts';
import { openDecisionPath, type DecisionPath } from '../support/decision-path.ts';

/** Four tasks in the plan, one of them amended, one withdrawn. */
let path: DecisionPath;
beforeAll(async () => {
  path = await openDecisionPath();
  const titles = ['하나', '둘', '셋', '넷'];
  const keyTasks = [];
  for (const title of titles) keyTasks.push(await path.station.drafted(title, `${title}의 글`));
  for (const keyTask of keyTasks) await path.confirm(keyTask);
  const [amended, withdrawn] = keyTasks;
  if (amended === undefined || withdrawn === undefined) throw new Error('There are no tasks.');
  await path.keyTasks.reopen(path.as.lead, amended.id, '개정');
  await path.write(amended, '고친 글');
  await path.keyTasks.withdraw(path.as.chair, withdrawn.id, '사유');
  await path.confirm(amended);
  await path.confirm(await path.station.drafted('다섯', '다섯의 글'));
});
afterAll(() => path.drop());

describe('PV-6: the chain', () => {
  /** All of the plan's chain, as it is stored. */
  async function storedChain() {
    const planVersions = await path.planVersions();
    const ids = [
      ...new Set(planVersions.flatMap(({ entries }) => entries.map(({ versionId }) => versionId))),
    ];
    const records = await path.versions.findMany(null, ids);
    const forms = await path.versions.formsOf(null, ids);
    const decisions = await path.decisions.findDecisions(
      path.as.chair,
      planVersions.map(({ decisionId }) => decisionId),
    );
    const found = decisions.flatMap((decision) => (decision === null ? [] : [decision]));
    const ballots = await path.decisions.findBallots(
      path.as.chair,
      found.map(({ ballotId }) => ballotId),
    );
    return {
      planVersions,
      versions: new Map(
        ids.map((id, index) => [
          id,
          { contentHash: records[index]?.contentHash ?? '', canonicalForm: forms[index] ?? '' },
        ]),
      ),
      decisions: found.flatMap((decision, index) => {
        const ballot = ballots[index];
        return ballot === null || ballot === undefined ? [] : [{ decision, ballot }];
      }),
    };
  }

  it('verifies as it is stored, whatever the order it is given in', async () => {
    const chain = await storedChain();
    expect(chain.planVersions.length).toBeGreaterThan(5);
    expect(chain.decisions).toHaveLength(chain.planVersions.length);
    expect(verifyPlanChain(chain)).toEqual([]);
    const turned = {
      ...chain,
      planVersions: chain.planVersions.toReversed(),
      decisions: chain.decisions.toReversed(),
    };
    expect(verifyPlanChain(turned)).toEqual([]);
  });

  it('DC-7, PV-4: has the hashes that SPEC.md says, recomputed apart from the code', async () => {
    const { planVersions, decisions, versions } = await storedChain();
    for (const planVersion of planVersions) {
      expect(sha256(planVersion.canonicalForm)).toBe(planVersion.hash);
      expect(canonical(JSON.parse(planVersion.canonicalForm))).toBe(planVersion.canonicalForm);
      expect(JSON.parse(planVersion.canonicalForm)).toMatchObject({ entries: planVersion.entries });
    }
    for (const { contentHash, canonicalForm } of versions.values())
      expect(sha256(canonicalForm)).toBe(contentHash);
    for (const { decision, ballot } of decisions) {
      const { id: ballotId, body, planId, keyTaskId, versionId, contentHash, rule, openedById } = ballot;
      const { secret: _secret, ...ruleForm } = rule;
      const form = {
        ...{
          format: 'choan-decision/2',
          body,
          decisionId: decision.id,
          ballotId,
          planId,
          keyTaskId,
          versionId,
        },
        ...{ contentHash, rule: ruleForm, openedById, openedAt: ballot.openedAt.toISOString() },
        roster: [...ballot.rosterIds].sort(),
        removals: [],
        positions: [...ballot.positions]
          .sort((a, b) => (a.memberId < b.memberId ? -1 : 1))
          .map((position) => ({ ...position, castAt: position.castAt.toISOString() })),
        ...{ tally: decision.tally, outcome: decision.outcome, closedById: decision.closedById },
        decidedAt: decision.decidedAt.toISOString(),
      };
      expect(sha256(canonical(form))).toBe(decision.hash);
    }
  });

  type Chain = Awaited<ReturnType<typeof storedChain>>;
  const at = <T>(list: readonly T[], index: number): T => {
    const item = list.at(index);
    if (item === undefined) throw new Error(`There is no item ${index}.`);
    return item;
  };
  const withVersion = (
    chain: Chain,
    index: number,
    change: (one: PlanVersionRecord) => PlanVersionRecord,
  ): Chain => ({
    ...chain,
    planVersions: chain.planVersions.map((one, place) => (place === index ? change(one) : one)),
  });
  /** Changes a form and hashes it again, as somebody would who knows how. */
  const rehashed = (
    one: PlanVersionRecord,
    change: (form: Record<string, unknown>) => void,
  ): PlanVersionRecord => {
    const form = JSON.parse(one.canonicalForm) as Record<string, unknown>;
    change(form);
    const canonicalForm = planVersionForm(form as never);
    return { ...one, canonicalForm, hash: hashOf(canonicalForm) };
  };
  type Decided = Chain['decisions'][number];
  const withDecision = (chain: Chain, change: (one: Decided) => Decided): Chain => ({
    ...chain,
    decisions: chain.decisions.map((one, place) => (place === 0 ? change(one) : one)),
  });
  const signed = ({ decision, ballot }: Decided): Decided => ({
    decision: { ...decision, hash: hashOf(decisionForm(ballot, decision)) },
    ballot,
  });
  const newest = 0;
  const middle = 2;

  it.each<[string, (chain: Chain) => Chain, string]>([
    [
      'a changed form',
      (chain) =>
        withVersion(chain, middle, (one) => ({
          ...one,
          canonicalForm: one.canonicalForm.replace('하나', '둘둘'),
        })),
      'The hash is not that of the form.',
    ],
    [
      'a changed form with a new hash, by the one after it',
      (chain) => withVersion(chain, middle, (one) => rehashed(one, (form) => void (form['entries'] = []))),
      'The previous hash is not that of the plan version before.',
    ],
    [
      'a newest plan version without the text that was decided on',
      (chain) => withVersion(chain, newest, (one) => rehashed(one, (form) => void (form['entries'] = []))),
      'did not confirm a text of the document',
    ],
    [
      'another title of an entry in the newest plan version',
      (chain) =>
        withVersion(chain, newest, (one) =>
          rehashed(one, (form) => {
            const entries = form['entries'] as Record<string, unknown>[];
            at(entries, 0)['title'] = '다른 제목';
          }),
        ),
      'another title than the text',
    ],
    [
      'another number of an entry than that of its place',
      (chain) =>
        withVersion(chain, newest, (one) =>
          rehashed(one, (form) => {
            const entries = form['entries'] as Record<string, unknown>[];
            at(entries, 0)['numbering'] = '9-9.';
          }),
        ),
      'does not have the number of its place',
    ],
    [
      'a missing plan version',
      (chain) => ({ ...chain, planVersions: chain.planVersions.filter((_, index) => index !== middle) }),
      'The chain has no plan version',
    ],
    [
      'a plan version that is there twice',
      (chain) => ({ ...chain, planVersions: [...chain.planVersions, at(chain.planVersions, middle)] }),
      'The chain has no plan version',
    ],
    [
      'another previous hash than in the form',
      (chain) => withVersion(chain, middle, (one) => ({ ...one, previousHash: '0'.repeat(64) })),
      'The form names another previous hash.',
    ],
    [
      'another plan',
      (chain) =>
        withVersion(chain, newest, (one) =>
          rehashed(one, (form) => void (form['plan'] = { ...(form['plan'] as object), id: 'f'.repeat(24) })),
        ),
      'The form is of another plan',
    ],
    [
      'a form of another layout',
      (chain) =>
        withVersion(chain, newest, (one) => {
          const canonicalForm = ` ${one.canonicalForm}`;
          return { ...one, canonicalForm, hash: hashOf(canonicalForm) };
        }),
      'is not a canonical form of the format',
    ],
    [
      'a changed text',
      (chain) => ({
        ...chain,
        versions: new Map(
          [...chain.versions].map(([id, version]) => [
            id,
            { ...version, canonicalForm: version.canonicalForm.replace('글', '말') },
          ]),
        ),
      }),
      'The content hash is not that of the text.',
    ],
    [
      'a changed text with a new hash',
      (chain) => ({
        ...chain,
        versions: new Map(
          [...chain.versions].map(([id, version]) => {
            const canonicalForm = version.canonicalForm.replace('글', '말');
            return [id, { canonicalForm, contentHash: hashOf(canonicalForm) }];
          }),
        ),
      }),
      'The entry names another content hash than the version has.',
    ],
    ['a missing text', (chain) => ({ ...chain, versions: new Map() }), 'The version is missing.'],
    [
      'a missing decision',
      (chain) => ({ ...chain, decisions: chain.decisions.slice(1) }),
      'not among the decisions',
    ],
    [
      'a decision that returned the task',
      (chain) => {
        const decided = at(chain.decisions, 0);
        const returned = signed({ ...decided, decision: { ...decided.decision, outcome: 'RETURNED' } });
        return withVersion(
          withDecision(chain, () => returned),
          newest,
          (one) => rehashed(one, (form) => void (form['decisionHash'] = returned.decision.hash)),
        );
      },
      'did not confirm a text of the document',
    ],
    [
      'a decision that another plan version rests on',
      (chain) =>
        withVersion(chain, newest, (one) =>
          rehashed(one, (form) => void (form['decisionHash'] = at(chain.decisions, 1).decision.hash)),
        ),
      'or used twice',
    ],
    [
      'a changed position',
      (chain) =>
        withDecision(chain, ({ decision, ballot }) => ({
          decision,
          ballot: { ...ballot, positions: ballot.positions.slice(1) },
        })),
      'The hash is not that of the ballot',
    ],
    [
      'a changed position with a new hash',
      (chain) =>
        withDecision(chain, ({ decision, ballot }) =>
          signed({ decision, ballot: { ...ballot, positions: ballot.positions.slice(1) } }),
        ),
      'The positions do not lead to this outcome.',
    ],
    [
      'a position of somebody who is not on the roster',
      (chain) =>
        withDecision(chain, ({ decision, ballot }) =>
          signed({
            decision,
            ballot: {
              ...ballot,
              positions: ballot.positions.map((one, index) =>
                index === 0 ? { ...one, memberId: 'f'.repeat(24) } : one,
              ),
            },
          }),
        ),
      'without being on the roster',
    ],
    [
      'a tally that is not that of the positions',
      (chain) =>
        withDecision(chain, ({ decision, ballot }) =>
          signed({ decision: { ...decision, tally: { ...decision.tally, approve: 99 } }, ballot }),
        ),
      'The tally is not that of the positions.',
    ],
    [
      'a decision on another text than its ballot',
      (chain) =>
        withDecision(chain, ({ decision, ballot }) => ({
          decision: { ...decision, contentHash: '0'.repeat(64) },
          ballot,
        })),
      'something else than its ballot',
    ],
  ])('does not verify with %s', async (_name, manipulate, message) => {
    const problems = verifyPlanChain(manipulate(await storedChain()));
    expect(problems.map((problem) => problem.message)).toContainEqual(expect.stringContaining(message));
  });
});
