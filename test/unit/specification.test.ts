import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const root = new URL('../..', import.meta.url);
const specification = readFileSync(new URL('SPEC.md', root), 'utf8');
const rules = [...specification.matchAll(/^- \*\*([A-Z]{2}-\d+)\*\*/gm)].map(([, id]) => id!);

/** What tests cite: `CO-4`, and of `CF-1 to CF-8` all. */
function cited(text: string): string[] {
  const single = [...text.matchAll(/\b[A-Z]{2}-\d+\b/g)].map(([id]) => id);
  const ranges = [...text.matchAll(/\b([A-Z]{2})-(\d+) to \1-(\d+)\b/g)].flatMap(([, family, from, to]) =>
    Array.from({ length: Number(to) - Number(from) + 1 }, (_, index) => `${family}-${Number(from) + index}`),
  );
  return [...single, ...ranges];
}

it('has each rule once', () => {
  expect(rules.length).toBeGreaterThan(100);
  expect(rules.filter((id, index) => rules.indexOf(id) !== index)).toEqual([]);
});

it('has a test for each rule, and tests cite no other', () => {
  const tests = readdirSync(new URL('test', root), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.test.ts'))
    .map((path) => readFileSync(new URL(`test/${path}`, root), 'utf8'));
  const citations = new Set(tests.flatMap(cited));
  const families = new Set(rules.map((id) => id.slice(0, 2)));
  expect(rules.filter((id) => !citations.has(id))).toEqual([]);
  expect(
    [...citations].filter((id) => families.has(id.slice(0, 2)) && !rules.includes(id)),
    'cited, but not in SPEC.md',
  ).toEqual([]);
});
