import { describe, expect, it } from 'vitest';
import { contentProblems } from '../../src/content/index.ts';
import { requiredText } from '../../src/text.ts';

const refused = expect.objectContaining({ code: 'INVALID_INPUT', field: ['title'] }) as Error;
const codesOf = (text: string) =>
  contentProblems(
    {
      type: 'doc',
      content: [{ type: 'paragraph', attrs: { id: 'b1' }, content: [{ type: 'text', text }] }],
    },
    {},
  ).map(({ code }) => code);

/** Nothing shows on the page: zero-width space, Hangul fillers, soft hyphen, blank braille pattern, joiners. */
const blanks = ['\u200b', '\u3164', '\u115f\u1160', '\uffa0', '\u00ad', '\u2800', ' \u200d\u2060 '];

// A task could be called nothing, and a version without a single character that shows be cut, reviewed and confirmed.
describe('what nobody can see is no text', () => {
  it.each(blanks)('a name that does not show is refused: %j', (text) => {
    expect(() => requiredText(text, 'title')).toThrow(refused);
  });

  it.each(blanks)('CT-10: a draft in which no character shows is empty: %j', (text) => {
    expect(codesOf(text)).toEqual(['EMPTY']);
  });

  it.each(['가', '.', '😀', 'ᄀ', '\u200bㄱ', '👨\u200d👩\u200d👧'])('what shows is a text: %j', (text) => {
    expect(requiredText(text, 'title')).toBe(text.normalize('NFC'));
    expect(codesOf(text)).toEqual([]);
  });
});

// CT-7 keeps directional overrides out of a version's text; its title is hashed and shown with it.
it.each(['\u202d', '\u202e'])('a name cannot turn around what is shown: %j', (override) => {
  expect(() => requiredText(`1조 ${override}001`, 'title')).toThrow(refused);
  expect(() => requiredText(`1조\n${override}001`, 'title', { multiline: true })).toThrow(refused);
});
