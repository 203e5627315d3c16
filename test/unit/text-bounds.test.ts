import { describe, expect, it } from 'vitest';
import { DomainError } from '../../src/errors.ts';
import { optionalText, requiredText } from '../../src/text.ts';

function refusal(work: () => unknown): DomainError {
  try {
    work();
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
  throw new Error('It was not refused.');
}

describe('requiredText', () => {
  it('trims and composes', () => {
    const decomposed = '클라우드'.normalize('NFD');
    expect(requiredText(`  ${decomposed}\n`, 'title')).toBe('클라우드');
  });

  it.each(['', '   ', '\n\t', '\u3000'])('refuses an empty text (%j) and names the field', (value) => {
    expect(refusal(() => requiredText(value, 'title'))).toMatchObject({
      code: 'INVALID_INPUT',
      field: ['title'],
    });
  });

  it('counts characters, not UTF-16 units, after composing', () => {
    expect(requiredText('😀'.repeat(300), 'title')).toHaveLength(600);
    expect(requiredText('각'.normalize('NFD').repeat(300), 'title')).toHaveLength(300);
    expect(refusal(() => requiredText('가'.repeat(301), 'title')).message).toContain('at most 300');
    expect(refusal(() => requiredText('a'.repeat(50_000_000), 'title')).code).toBe('INVALID_INPUT');
  });

  it('keeps the bounds that it was given', () => {
    expect(requiredText('ab', 'slug', { min: 2, max: 2 })).toBe('ab');
    expect(refusal(() => requiredText('a', 'slug', { min: 2 })).message).toContain('at least 2');
    expect(refusal(() => requiredText('abc', 'slug', { max: 2 })).message).toContain('at most 2');
  });

  it.each([
    'a\u0000b',
    'a\u001bb',
    'a\u007fb',
    'a\u0085b',
    'a\nb',
    'a\tb',
    'a\u2028b',
    'a\u2029b',
    'a\ud800b',
  ])('refuses control characters and broken characters in a name (%j)', (value) => {
    expect(refusal(() => requiredText(value, 'name'))).toMatchObject({
      code: 'INVALID_INPUT',
      field: ['name'],
    });
  });

  it('allows line breaks and tabs where a text may have lines, with one kind of line break', () => {
    expect(requiredText('a\r\nb\rc\n\td', 'comment', { multiline: true })).toBe('a\nb\nc\n\td');
    expect(refusal(() => requiredText('a\u0000b', 'comment', { multiline: true })).code).toBe(
      'INVALID_INPUT',
    );
    expect(refusal(() => requiredText('a\u2028b', 'comment', { multiline: true })).code).toBe(
      'INVALID_INPUT',
    );
  });
});

describe('optionalText', () => {
  it.each([null, undefined, '', '  '])('is null for %j', (value) => {
    expect(optionalText(value, 'latinName')).toBeNull();
  });

  it('is otherwise bounded like any text', () => {
    expect(optionalText(' Kim ', 'latinName')).toBe('Kim');
    expect(refusal(() => optionalText('a'.repeat(301), 'latinName')).field).toEqual(['latinName']);
  });
});
