import { BSONRegExp } from 'bson';
import { commandError } from '../errors.ts';

const compiled = new Map<string, RegExp>();

/** `x` of PCRE: white space and comments outside of character classes don't count. */
function stripExtended(pattern: string): string {
  let result = '';
  let inClass = false;
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at]!;
    if (char === '\\') {
      result += char + (pattern[++at] ?? '');
      continue;
    }
    if (char === '[') inClass = true;
    else if (char === ']') inClass = false;
    if (!inClass && /\s/.test(char)) continue;
    if (!inClass && char === '#') {
      while (at + 1 < pattern.length && pattern[at + 1] !== '\n') at++;
      continue;
    }
    result += char;
  }
  return result;
}

/** Options at the start of a pattern, `(?i)`, which JavaScript doesn't know. */
function leadingOptions(pattern: string): { pattern: string; options: string } {
  const match = /^\(\?([imsx]+)\)/.exec(pattern);
  return match === null
    ? { pattern, options: '' }
    : { pattern: pattern.slice(match[0].length), options: match[1]! };
}

/** PCRE's notations that JavaScript lacks and that have a plain counterpart. */
function translate(pattern: string): string {
  return pattern
    .replaceAll(/\\A/g, '^')
    .replaceAll(/\\[Zz]/g, '$')
    .replaceAll(/\(\?P</g, '(?<')
    .replaceAll(/\[\[:alpha:\]\]/g, '[A-Za-z]')
    .replaceAll(/\[\[:digit:\]\]/g, '[0-9]')
    .replaceAll(/\[\[:alnum:\]\]/g, '[A-Za-z0-9]')
    .replaceAll(/\[\[:space:\]\]/g, '[\\s]');
}

/**
 * PCRE's pattern and options as a JavaScript one: options i, m, s, x; anything PCRE has beyond JavaScript's syntax is
 * refused. Throws BadValue for unknown options, Location51091 for a pattern that can't be compiled.
 */
export function compileRegex(pattern: string, options: string): RegExp {
  const key = `${options}/${pattern}`;
  let regex = compiled.get(key);
  if (regex === undefined) {
    regex = compile(pattern, options);
    if (compiled.size > 1000) compiled.clear();
    compiled.set(key, regex);
  }
  return regex;
}

function compile(given: string, givenOptions: string): RegExp {
  const leading = leadingOptions(given);
  const options = givenOptions + leading.options;
  const unknown = /[^imsxlu]/.exec(givenOptions);
  if (unknown !== null) throw commandError(51108, `invalid flag in regex options: ${unknown[0]}`);
  const pattern = translate(options.includes('x') ? stripExtended(leading.pattern) : leading.pattern);
  const flags =
    (options.includes('i') ? 'i' : '') +
    (options.includes('m') ? 'm' : '') +
    (options.includes('s') ? 's' : '');
  // With `u` characters beyond U+FFFF are one, as in PCRE's UTF mode; its stricter syntax refuses some patterns.
  for (const unicode of ['u', '']) {
    try {
      return new RegExp(pattern, flags + unicode);
    } catch {
      // Tried without `u`, or refused below.
    }
  }
  throw commandError(51091, `Regular expression is invalid: ${given}`);
}

/** The regex of a BSON or JavaScript regex value. */
export function regexOf(value: BSONRegExp | RegExp): RegExp {
  return value instanceof BSONRegExp
    ? compileRegex(value.pattern, value.options)
    : compileRegex(value.source, value.flags.replaceAll(/[^ims]/g, ''));
}

export function isRegex(value: unknown): value is BSONRegExp | RegExp {
  return value instanceof BSONRegExp || value instanceof RegExp;
}
