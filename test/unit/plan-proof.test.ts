import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalForm, readCanonicalForm } from '../../src/content/canonical.ts';
import { MerkleTree, rootOfPath, type InclusionPath } from '../../src/content/merkle.ts';
import { textLeaves, textRoot } from '../../src/content/text-tree.ts';
import type { PlanVersionFormInput } from '../../src/domain/decision/forms.ts';
import { planRoot, proverOf, type PlanProof } from '../../src/domain/decision/plan-tree.ts';
import type { PlanVersionEntryRecord } from '../../src/domain/decision/types.ts';
import { verifyProof } from '../../src/domain/decision/verify-proof.ts';
import { canonical } from '../support/canonical-json.ts';
import { doc, node, paragraph } from '../support/content.ts';
import { merkleRoot as rootByDefinition } from '../support/merkle.ts';

const specification = readFileSync(new URL('../../SPEC.md', import.meta.url), 'utf8');

function vectors<T>(name: string): T[] {
  const found = specification.matchAll(
    new RegExp(`^${name} vector \\d+:\\s+\`\`\`json\\n(.*?)^\`\`\``, 'gms'),
  );
  return [...found].map(([, json]) => JSON.parse(json ?? '') as T);
}

const leafLists = fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1, maxLength: 70 });

describe('PV-8: a Merkle tree', () => {
  it('has the roots and the path of the test vector of SPEC.md', () => {
    const [vector] = vectors<{ leaves: string[]; roots: string[]; path: InclusionPath }>('Merkle');
    if (vector === undefined) throw new Error('There is no vector.');
    const { leaves, roots, path } = vector;
    expect(leaves.map((_, index) => new MerkleTree(leaves.slice(0, index + 1)).root)).toEqual(roots);
    expect(new MerkleTree(leaves).pathOf(path.index)).toEqual(path);
    expect(rootOfPath(leaves[path.index] ?? '', path)).toBe(roots.at(-1));
  });

  it('has the root that RFC 6962 defines', () => {
    expect(new MerkleTree([]).root).toBe(rootByDefinition([]));
    fc.assert(
      fc.property(leafLists, (leaves) => {
        expect(new MerkleTree(leaves).root).toBe(rootByDefinition(leaves));
      }),
    );
  });

  it('proves each leaf with at most log2 of its size hashes', () => {
    fc.assert(
      fc.property(leafLists, (leaves) => {
        const tree = new MerkleTree(leaves);
        for (const [index, leaf] of leaves.entries()) {
          const inclusion = tree.pathOf(index);
          expect(inclusion.path.length).toBeLessThanOrEqual(Math.ceil(Math.log2(leaves.length)));
          expect(rootOfPath(leaf, inclusion)).toBe(tree.root);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('proves no other leaf and no other place', () => {
    fc.assert(
      fc.property(leafLists, fc.nat(), (leaves, at) => {
        const tree = new MerkleTree(leaves);
        const index = at % leaves.length;
        const inclusion = tree.pathOf(index);
        const leaf = leaves[index] ?? '';
        expect(rootOfPath(`${leaf} `, inclusion)).not.toBe(tree.root);
        for (const other of leaves.keys())
          if (leaves[other] !== leaf) expect(rootOfPath(leaf, tree.pathOf(other))).not.toBe(tree.root);
        for (const length of inclusion.path.keys()) {
          expect(rootOfPath(leaf, { ...inclusion, path: inclusion.path.toSpliced(length, 1) })).not.toBe(
            tree.root,
          );
        }
        expect(rootOfPath(leaf, { ...inclusion, path: [...inclusion.path, '0'.repeat(64)] })).not.toBe(
          tree.root,
        );
      }),
      { numRuns: 30 },
    );
  });

  it.each([
    { index: -1, size: 1, path: [] },
    { index: 1, size: 1, path: [] },
    { index: 0.5, size: 2, path: ['0'.repeat(64)] },
    { index: 0, size: 2, path: ['0'] },
    { index: 0, size: 2, path: ['G'.repeat(64)] },
    { index: 0, size: 2 ** 40, path: [] },
    { index: 0, size: 2, path: [] },
  ])('has no root for the impossible path %j', (inclusion) => {
    expect(rootOfPath('a', inclusion)).toBeNull();
  });

  it('refuses to prove a leaf that it has not', () => {
    expect(() => new MerkleTree(['a']).pathOf(1)).toThrow(RangeError);
    expect(() => new MerkleTree([]).pathOf(0)).toThrow(RangeError);
  });
});

const listed = doc(
  paragraph('b1', '머리말'),
  node(
    'orderedList',
    { id: 'b2', start: 3 },
    node(
      'listItem',
      { id: 'b3' },
      paragraph('b4', '첫째'),
      node('blockquote', { id: 'b5' }, paragraph('b6', '인용')),
    ),
    node('listItem', { id: 'b7' }, paragraph('b8')),
  ),
  node('horizontalRule', { id: 'b9' }),
);
const textOf = (content: unknown, fields: Record<string, unknown> = {}) =>
  readCanonicalForm(canonicalForm({ title: '과제', content, fields }));

describe('PV-9: the tree of a text', () => {
  it('has the title, each block with what it stands in, and each field for leaves', () => {
    const text = textOf(listed, { leadMinistry: '과기정통부', goal: '목표' });
    expect(
      textLeaves(text).map(({ data, blockId }) => ({ ...(JSON.parse(data) as object), blockId })),
    ).toEqual([
      { kind: 'title', title: '과제', blockId: null },
      { kind: 'block', node: paragraph('b1', '머리말'), within: [], blockId: 'b1' },
      {
        kind: 'block',
        node: paragraph('b4', '첫째'),
        within: [
          { type: 'orderedList', attrs: { id: 'b2', start: 3 } },
          { type: 'listItem', attrs: { id: 'b3' } },
        ],
        blockId: 'b4',
      },
      {
        kind: 'block',
        node: paragraph('b6', '인용'),
        within: [
          { type: 'orderedList', attrs: { id: 'b2', start: 3 } },
          { type: 'listItem', attrs: { id: 'b3' } },
          { type: 'blockquote', attrs: { id: 'b5' } },
        ],
        blockId: 'b6',
      },
      {
        kind: 'block',
        node: paragraph('b8'),
        within: [
          { type: 'orderedList', attrs: { id: 'b2', start: 3 } },
          { type: 'listItem', attrs: { id: 'b7' } },
        ],
        blockId: 'b8',
      },
      { kind: 'block', node: node('horizontalRule', { id: 'b9' }), within: [], blockId: 'b9' },
      { kind: 'field', name: 'goal', value: '목표', blockId: null },
      { kind: 'field', name: 'leadMinistry', value: '과기정통부', blockId: null },
    ]);
    for (const { data } of textLeaves(text)) expect(canonical(JSON.parse(data))).toBe(data);
  });

  it('has another root for every other text', () => {
    const text = textOf(listed, { goal: '목표' });
    const others = [
      textOf(listed, { goal: '다른 목표' }),
      textOf(listed),
      textOf(doc(...(listed.content ?? []).toReversed()), { goal: '목표' }),
      textOf(doc(...(listed.content ?? []).slice(1)), { goal: '목표' }),
      textOf(doc(paragraph('b1', '머리말 '), ...(listed.content ?? []).slice(1)), { goal: '목표' }),
      { ...text, title: '과제 ' },
    ];
    const roots = [text, ...others].map(textRoot);
    expect(new Set(roots).size).toBe(roots.length);
  });
});

describe('PV-10 and PV-11: a proof', () => {
  const texts = new Map(
    vectors<{ form: string; hash: string }>('CF').map(({ form, hash }) => [hash, readCanonicalForm(form)]),
  );
  const planVersions = vectors<{ input: PlanVersionFormInput }>('PV').map(({ input }) => input);
  const newest = planVersions.at(-1);
  if (newest === undefined) throw new Error('There is no vector.');
  const textOfEntry = ({ contentHash }: PlanVersionEntryRecord) => {
    const text = texts.get(contentHash);
    if (text === undefined) throw new Error('An entry of a vector has a text that is no vector.');
    return text;
  };

  it('leads to the roots of the test vectors of SPEC.md', () => {
    for (const { entries, merkleRoot } of planVersions) {
      expect(planRoot(entries)).toBe(merkleRoot);
      for (const entry of entries) expect(textRoot(textOfEntry(entry))).toBe(entry.merkleRoot);
    }
  });

  it('is that of the test vector of SPEC.md', () => {
    const [vector] = vectors<PlanProof & { blockId: string }>('Proof');
    if (vector === undefined) throw new Error('There is no vector.');
    const { blockId, ...proof } = vector;
    const proven = verifyProof(proof, newest.merkleRoot);
    expect(proven?.block.node).toMatchObject({ attrs: { id: blockId } });
    const entry = newest.entries.find(({ keyTaskId }) => keyTaskId === proven?.keyTask.keyTaskId);
    if (entry === undefined) throw new Error('The vector proves an entry that there is not.');
    expect(proverOf(newest.entries, entry.keyTaskId, textOfEntry(entry))?.prove(blockId)).toEqual(proof);
  });

  it('shows each block of each text, with its task and strategy', () => {
    for (const { entries, merkleRoot } of planVersions) {
      for (const entry of entries) {
        const prover = proverOf(entries, entry.keyTaskId, textOfEntry(entry));
        expect(prover?.blockIds.length).toBeGreaterThan(0);
        for (const blockId of prover?.blockIds ?? []) {
          const proof = prover?.prove(blockId);
          expect(proof?.merkleRoot).toBe(merkleRoot);
          const proven = verifyProof(proof ?? { steps: [] }, merkleRoot);
          expect(proven?.block.node).toMatchObject({ attrs: { id: blockId } });
          expect({ ...entry, kind: 'keyTask' }).toMatchObject({ ...proven?.keyTask });
          expect(proven?.strategy.title).toBe(entry.strategyTitle);
        }
      }
    }
  });

  it('is refused when anything of it is changed', () => {
    const [entry] = newest.entries;
    if (entry === undefined) throw new Error('There is no entry.');
    const prover = proverOf(newest.entries, entry.keyTaskId, textOfEntry(entry));
    const proof = prover?.prove(prover.blockIds[0] ?? '');
    if (proof === null || proof === undefined) throw new Error('There is no proof.');
    expect(verifyProof(proof, '0'.repeat(64))).toBeNull();
    expect(verifyProof({ steps: proof.steps.slice(1) }, newest.merkleRoot)).toBeNull();
    expect(verifyProof({ steps: [...proof.steps, ...proof.steps] }, newest.merkleRoot)).toBeNull();
    expect(verifyProof({ steps: proof.steps.toReversed() }, newest.merkleRoot)).toBeNull();
    for (const [index, step] of proof.steps.entries()) {
      const changed = (change: object) => ({
        steps: proof.steps.with(index, { ...step, ...change }),
      });
      // Every character of a leaf.
      for (let at = 0; at < step.data.length; at += 1) {
        const data = `${step.data.slice(0, at)}${step.data[at] === 'x' ? 'y' : 'x'}${step.data.slice(at + 1)}`;
        expect(verifyProof(changed({ data }), newest.merkleRoot)).toBeNull();
      }
      // The same JSON, written in another way.
      expect(verifyProof(changed({ data: ` ${step.data}` }), newest.merkleRoot)).toBeNull();
      expect(verifyProof(changed({ index: step.index + 1 }), newest.merkleRoot)).toBeNull();
      expect(verifyProof(changed({ path: [...step.path, '0'.repeat(64)] }), newest.merkleRoot)).toBeNull();
    }
  });

  it('is not there for a task or block that there is not', () => {
    const [entry] = newest.entries;
    if (entry === undefined) throw new Error('There is no entry.');
    expect(proverOf(newest.entries, 'f'.repeat(24), textOfEntry(entry))).toBeNull();
    expect(proverOf(newest.entries, entry.keyTaskId, textOfEntry(entry))?.prove('b999')).toBeNull();
  });
});
