import { describe, expect, it } from 'vitest';
import { contentHash } from '../../src/content/canonical.ts';
import { textRoot } from '../../src/content/text-tree.ts';
import { hashOf, planVersionForm } from '../../src/domain/decision/forms.ts';
import { planRoot } from '../../src/domain/decision/plan-tree.ts';
import { verifyPlanChain, type ChainProblem } from '../../src/domain/decision/verify.ts';
import { defaultNumbering } from '../../src/domain/plan/numbering.ts';

const id = (digit: string) => digit.repeat(24);
const content =
  '{"content":[{"attrs":{"id":"b1"},"content":[{"text":"글","type":"text"}],"type":"paragraph"}],"type":"doc"}';
const right = `{"content":${content},"fields":{},"format":"choan-text/1","title":"과제"}`;

/** A chain of one plan version, everything in which follows from `form`, or from `rootOf` where that can't be read. */
function problemsOf(form: string, rootOf = form): ChainProblem[] {
  const entry = {
    ...{
      place: [0, 1] as const,
      numbering: '0-1.',
      strategyNumbering: null,
      strategyTitle: null,
      title: '과제',
    },
    ...{ keyTaskId: id('a'), versionId: id('b'), contentHash: contentHash(form) },
    merkleRoot: textRoot(JSON.parse(rootOf) as never),
  };
  const canonicalForm = planVersionForm({
    plan: { id: id('c'), title: '계획', numbering: defaultNumbering },
    ...{ number: 1, previousHash: null, decisionHash: 'd'.repeat(64) },
    ...{ merkleRoot: planRoot([entry]), entries: [entry] },
  });
  return verifyPlanChain({
    planVersions: [{ number: 1, hash: hashOf(canonicalForm), previousHash: null, canonicalForm }],
    versions: new Map([[entry.versionId, { contentHash: entry.contentHash, canonicalForm: form }]]),
  });
}

describe('PV-6: the text of a version', () => {
  it('verifies in canonical form', () => expect(problemsOf(right)).toEqual([]));

  it.each([
    ['has spaces', right.replace('{"content"', '{ "content"')],
    [
      'names a member twice, so that it can be read in two ways',
      right.replace('{"content"', '{"title":"딴 글","content"'),
    ],
    ['is not in the order of CF', `{"title":"과제",${right.slice(1).replace(',"title":"과제"', '')}`],
  ])('does not verify when it %s', (_, form) => {
    expect(problemsOf(form).map(({ message }) => message)).toContain('The text is not in canonical form.');
  });

  it.each([
    right.replace('"fields":{}', '"fields":null'),
    right.replace('"글"', '1e999'),
    `{"content":${'{"content":['.repeat(20_000)}${']}'.repeat(20_000)},"fields":{},"format":"choan-text/1","title":"과제"}`,
  ])('is a problem, and no end of the checking, when it is none', (form) => {
    expect(problemsOf(form, right).length).toBeGreaterThan(0);
  });
});
