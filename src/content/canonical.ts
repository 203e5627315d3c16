import { createHash } from 'node:crypto';
import canonicalizeModule from 'canonicalize';
import { isBlankField } from './fields.ts';
import { attributesOf, childrenOf, isObject, listOf, typeOf } from './json.ts';
import type { Json } from './json.ts';
import { contentLimits, markAttributeRules, nodeAttributeRules } from './schema.ts';
import type { AttributeRules } from './schema.ts';

// The package is CommonJS, but declares its types as an ES module: at run time the import is the function itself.
const canonicalize = canonicalizeModule as unknown as (value: unknown) => string | undefined;

/** Names the format in the form itself, so that a later format can't be taken for this one (SPEC.md, CF-1). */
export const canonicalFormat = 'choan-text/1';

/** A text as a version holds it. */
export interface CanonicalText {
  readonly format: typeof canonicalFormat;
  readonly title: string;
  readonly content: Json;
  readonly fields: Readonly<Record<string, Json>>;
}

/**
 * The canonical form of a text (SPEC.md, CF-1 to CF-7): canonical JSON that depends on nothing but what the text
 * says. Takes a text without content problems; anything else may throw.
 */
export function canonicalForm(text: {
  readonly title: string;
  readonly content: unknown;
  readonly fields: Readonly<Record<string, unknown>>;
}): string {
  const form: CanonicalText = {
    format: canonicalFormat,
    title: normal(text.title),
    content: canonicalNode(text.content, 0),
    fields: canonicalFields(text.fields),
  };
  return canonicalJson(form);
}

/** SHA-256 of a form's UTF-8 bytes, lower-case hexadecimal (SPEC.md, CF-8). */
export function contentHash(form: string): string {
  return createHash('sha256').update(form, 'utf8').digest('hex');
}

/** Reads a form back: the title, ProseMirror JSON and fields that it was made of, in canonical shape. */
export function readCanonicalForm(form: string): CanonicalText {
  const text: unknown = JSON.parse(form);
  if (!isObject(text) || text['format'] !== canonicalFormat) {
    throw new Error(`Not a canonical form of the format ${canonicalFormat}.`);
  }
  return text as unknown as CanonicalText;
}

/** Canonical JSON, RFC 8785. */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new Error('There is no canonical JSON of undefined.');
  return text;
}

const normal = (text: string) => text.normalize('NFC');

function canonicalNode(node: unknown, depth: number): Json {
  if (!isObject(node) || depth > contentLimits.depth) throw new Error('Not a text that fits the schema.');
  const type = typeOf(node);
  const attrs = canonicalAttributes(attributesOf(node), nodeAttributeRules(type));
  const content = canonicalChildren(childrenOf(node), depth + 1);
  const marks = canonicalMarks(listOf(node['marks']));
  return {
    type,
    ...(typeof node['text'] === 'string' ? { text: normal(node['text']) } : {}),
    ...(Object.keys(attrs).length === 0 ? {} : { attrs }),
    ...(content.length === 0 ? {} : { content }),
    ...(marks.length === 0 ? {} : { marks }),
  };
}

/** Neighbouring texts with the same marks are one text: where they were split is a matter of editing history. */
function canonicalChildren(nodes: readonly unknown[], depth: number): Json[] {
  const joined: { node: unknown; text: string | null; marks: string }[] = [];
  for (const node of nodes) {
    const text =
      isObject(node) && typeOf(node) === 'text' && typeof node['text'] === 'string' ? node['text'] : null;
    if (text === '') continue;
    const marks =
      text === null ? '' : canonicalJson(canonicalMarks(listOf(isObject(node) ? node['marks'] : [])));
    const last = joined.at(-1);
    if (text !== null && last !== undefined && last.text !== null && last.marks === marks) last.text += text;
    else joined.push({ node, text, marks });
  }
  return joined.map(({ node, text }) =>
    canonicalNode(text !== null && isObject(node) ? { ...node, text } : node, depth),
  );
}

function canonicalMarks(marks: readonly unknown[]): Json[] {
  return marks
    .map((mark): { type: string; attrs?: Json } => {
      const type = typeOf(mark);
      const attrs = canonicalAttributes(attributesOf(mark), markAttributeRules(type));
      return Object.keys(attrs).length === 0 ? { type } : { type, attrs };
    })
    .sort((left, right) => (left.type < right.type ? -1 : left.type > right.type ? 1 : 0));
}

/** What is absent, null or the default, and what is there for display only, is left out. */
function canonicalAttributes(
  attributes: Readonly<Record<string, unknown>>,
  rules: AttributeRules | undefined,
): Record<string, Json> {
  return Object.fromEntries(
    Object.entries(attributes)
      .filter(([name, value]) => {
        const rule = rules !== undefined && Object.hasOwn(rules, name) ? rules[name] : undefined;
        return value !== null && value !== undefined && value !== rule?.default && rule?.partOfText !== false;
      })
      .map(([name, value]) => [name, canonicalValue(value)]),
  );
}

function canonicalFields(fields: Readonly<Record<string, unknown>>): Record<string, Json> {
  return Object.fromEntries(
    Object.entries(fields)
      .filter(([, value]) => !isBlankField(value))
      .map(([name, value]) => [name, canonicalValue(value)]),
  );
}

/** Strings in NFC, also in lists and objects; members that are null are left out. */
function canonicalValue(value: unknown): Json {
  if (typeof value === 'string') return normal(value);
  if (Array.isArray(value)) return value.map(canonicalValue);
  if (isObject(value)) {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, item]) => item !== null && item !== undefined)
        .map(([key, item]) => [key, canonicalValue(item)]),
    );
  }
  return value as Json;
}
