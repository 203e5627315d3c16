import { afterAll, beforeAll, expect, it } from 'vitest';
import { toGlobalId } from '../../src/graphql/ids.ts';
import { canonical, sha256 } from '../support/canonical-json.ts';
import { merkleRoot, rootOfAuditPath } from '../support/merkle.ts';
import { openDecisionPath, type DecisionPath } from '../support/decision-path.ts';

/**
 * What somebody outside has: SPEC.md, the API's answers and SHA-256. Nothing of the code that made the hashes is used
 * here.
 */
let path: DecisionPath;
beforeAll(async () => {
  path = await openDecisionPath();
  const first = await path.station.drafted('하나', '하나의 글');
  await path.confirm(first);
  await path.confirm(await path.station.drafted('둘', '둘의 글'));
  await path.keyTasks.reopen(path.as.lead, first.id, '개정');
  await path.write(first, '고친 글');
  await path.confirm(first);
  // One on which everything happened that can happen to a ballot.
  const { ballot } = await path.station.voted('셋', '셋의 글');
  await path.cast(ballot, 'writer', { discuss: '재원이 없다' });
  await path.overrule(ballot, 'writer');
  const gone = path.as.leadElsewhere.memberId;
  await path.membership.deactivateMember(path.as.administrator, gone);
  const removal = { ballotId: ballot.id, memberId: gone, reason: '퇴직' };
  await path.decisions.removeFromRoster(path.as.secretariat, removal);
  await path.close(ballot);
});
afterAll(() => path.drop());

interface Id {
  readonly id: string;
}
interface PlanVersionAnswer {
  readonly number: number;
  readonly hash: string;
  readonly previousHash: string | null;
  readonly merkleRoot: string;
  readonly canonicalForm: string;
  readonly plan: Id & { readonly title: string };
  readonly numbering: readonly object[];
  readonly entries: readonly {
    readonly place: readonly number[];
    readonly numbering: string;
    readonly strategyNumbering: string | null;
    readonly merkleRoot: string;
    readonly strategyTitle: string | null;
    readonly title: string;
    readonly contentHash: string;
    readonly keyTask: Id;
    readonly version: Id & { readonly canonicalForm: string };
  }[];
  readonly decision: DecisionAnswer | null;
}
interface Recorded {
  readonly by: Id;
  readonly reason: string;
  readonly at: string;
}
interface DecisionAnswer extends Id {
  readonly hash: string;
  readonly outcome: string;
  readonly contentHash: string;
  readonly decidedAt: string;
  readonly closedBy: Id;
  readonly tally: Record<string, number | boolean>;
  readonly ballot: Id & {
    readonly body: string;
    readonly rule: Readonly<Record<string, unknown>>;
    readonly openedBy: Id;
    readonly openedAt: string;
    readonly roster: readonly Id[];
    readonly removals: readonly (Recorded & { readonly member: Id })[];
    readonly positions: readonly {
      readonly member: Id;
      readonly value: string;
      readonly reason: string | null;
      readonly castAt: string;
      readonly overruled: Recorded | null;
    }[];
    readonly keyTask: Id;
    readonly version: Id;
  };
}

/** The 24 digits of an id (SPEC.md, DC-7). */
const digits = ({ id }: Id) => Buffer.from(id, 'base64url').toString('utf8').split(':')[1] ?? '';

const recorded = ({ by, reason, at }: Recorded) => ({ byId: digits(by), reason, at });

const decisionFields = `decision { id hash outcome contentHash decidedAt closedBy { id }
  tally { roster removed approve noObjection discuss overruled abstain recuse present needed quorumReached wouldConfirm }
  ballot { id body rule { quorum majority base discussion } openedBy { id } openedAt roster { id } keyTask { id }
    version { id } removals { member { id } by { id } reason at }
    positions { member { id } value reason castAt overruled { by { id } reason at } } } }`;

async function planVersions(viewer: Parameters<DecisionPath['ask']>[0]): Promise<PlanVersionAnswer[]> {
  const { node } = await path.ask<{ node: { versions: { nodes: PlanVersionAnswer[] } } }>(
    viewer,
    `query ($id: ID!) { node(id: $id) { ... on Plan { versions(first: 100) { nodes {
      number hash previousHash merkleRoot canonicalForm plan { id title } numbering { style prefix suffix joinedBy }
      entries { place numbering strategyNumbering strategyTitle title contentHash merkleRoot keyTask { id } version { id canonicalForm } }
      ${viewer === null ? '' : decisionFields}
    } } } } }`,
    { id: toGlobalId('Plan', path.plan.id) },
  );
  return node.versions.nodes.toReversed();
}

it('PV-4 to PV-7: anybody can check the chain and every text in it against the answers of the API', async () => {
  const chain = await planVersions(null);
  expect(chain).toHaveLength(4);
  let previousHash: string | null = null;
  for (const [index, planVersion] of chain.entries()) {
    const form = JSON.parse(planVersion.canonicalForm) as { decisionHash: string };
    const entries = planVersion.entries.map(({ keyTask, version, ...entry }) => ({
      ...entry,
      keyTaskId: digits(keyTask),
      versionId: digits(version),
    }));
    const expected = canonical({
      format: 'choan-plan-version/3',
      plan: { id: digits(planVersion.plan), title: planVersion.plan.title, numbering: planVersion.numbering },
      number: index + 1,
      previousHash,
      decisionHash: form.decisionHash,
      merkleRoot: planVersion.merkleRoot,
      entries,
    });
    expect(planVersion.canonicalForm).toBe(expected);
    expect(planVersion.hash).toBe(sha256(expected));
    expect(planVersion.previousHash).toBe(previousHash);
    previousHash = planVersion.hash;
    for (const { contentHash, version } of planVersion.entries)
      expect(sha256(version.canonicalForm)).toBe(contentHash);
  }
});

it('DC-7: a member can check every decision that the chain rests on against the answers of the API', async () => {
  const chain = await planVersions(path.as.observer);
  for (const { decision, canonicalForm, plan } of chain) {
    if (decision === null) throw new Error('A member sees the decision.');
    const { ballot } = decision;
    const expected = sha256(
      canonical({
        format: 'choan-decision/2',
        decisionId: digits(decision),
        ballotId: digits(ballot),
        planId: digits(plan),
        keyTaskId: digits(ballot.keyTask),
        versionId: digits(ballot.version),
        contentHash: decision.contentHash,
        body: ballot.body,
        rule: ballot.rule,
        openedById: digits(ballot.openedBy),
        openedAt: ballot.openedAt,
        roster: ballot.roster.map(digits).sort(),
        removals: ballot.removals.map(({ member, ...removal }) => ({
          memberId: digits(member),
          ...recorded(removal),
        })),
        positions: ballot.positions
          .map(({ member, overruled, ...position }) => ({
            memberId: digits(member),
            ...position,
            overruled: overruled === null ? null : recorded(overruled),
          }))
          .sort((a, b) => (a.memberId < b.memberId ? -1 : 1)),
        tally: decision.tally,
        outcome: decision.outcome,
        closedById: digits(decision.closedBy),
        decidedAt: decision.decidedAt,
      }),
    );
    expect(decision.hash).toBe(expected);
    expect(JSON.parse(canonicalForm)).toMatchObject({ decisionHash: expected });
  }
});

it('PV-8 to PV-11: anybody can check the roots, and a paragraph by its proof alone', async () => {
  const chain = await planVersions(null);
  for (const planVersion of chain) {
    // One strategy, as the tasks of this plan are.
    const tasks = planVersion.entries.map(
      ({ numbering, title, keyTask, version, contentHash, merkleRoot: root }) => {
        const text = JSON.parse(version.canonicalForm) as {
          title: string;
          content: { content: unknown[] };
          fields: { leadMinistry: string };
        };
        const leaves = [
          { kind: 'title', title: text.title },
          ...text.content.content.map((node) => ({ kind: 'block', node, within: [] })),
          { kind: 'field', name: 'leadMinistry', value: text.fields.leadMinistry },
        ];
        expect(merkleRoot(leaves.map(canonical))).toBe(root);
        return canonical({
          kind: 'keyTask',
          ...{ numbering, title, keyTaskId: digits(keyTask), versionId: digits(version), contentHash },
          merkleRoot: root,
        });
      },
    );
    const strategy = canonical({
      kind: 'strategy',
      numbering: planVersion.entries[0]?.strategyNumbering,
      title: planVersion.entries[0]?.strategyTitle,
      merkleRoot: merkleRoot(tasks),
    });
    expect(planVersion.merkleRoot).toBe(merkleRoot([strategy]));
  }

  const newest = chain.at(-1);
  const keyTask = newest?.entries[0]?.keyTask;
  if (newest === undefined || keyTask === undefined) throw new Error('There is no plan version.');
  interface Proof {
    readonly merkleRoot: string;
    readonly steps: readonly {
      readonly kind: string;
      readonly data: string;
      readonly index: number;
      readonly size: number;
      readonly path: readonly string[];
    }[];
  }
  const prove = async (keyTaskId: string, blockId: string) => {
    const { node } = await path.ask<{ node: { latestVersion: { proof: Proof | null } } }>(
      null,
      `query ($id: ID!, $keyTaskId: ID!, $blockId: String!) { node(id: $id) { ... on Plan { latestVersion {
        proof(keyTaskId: $keyTaskId, blockId: $blockId) { merkleRoot steps { kind data index size path } }
      } } } }`,
      { id: toGlobalId('Plan', path.plan.id), keyTaskId, blockId },
    );
    return node.latestVersion.proof;
  };
  const proof = await prove(keyTask.id, 'b1');
  if (proof === null) throw new Error('There is no proof.');
  expect(proof.steps.map(({ kind }) => kind)).toEqual(['BLOCK', 'KEY_TASK', 'STRATEGY']);
  expect(JSON.parse(proof.steps[0]?.data ?? '')).toMatchObject({
    node: { content: [{ type: 'text', text: '고친 글' }] },
  });
  const roots = proof.steps.map((step) => rootOfAuditPath(step.data, step));
  for (const [step, root] of roots.slice(0, -1).entries())
    expect(JSON.parse(proof.steps[step + 1]?.data ?? '')).toMatchObject({ merkleRoot: root });
  expect(roots.at(-1)).toBe(newest.merkleRoot);
  expect(proof.merkleRoot).toBe(newest.merkleRoot);

  expect(await prove(keyTask.id, 'b2')).toBeNull();
  expect(await prove(toGlobalId('KeyTask', 'f'.repeat(24)), 'b1')).toBeNull();
});
