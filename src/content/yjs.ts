import * as Y from 'yjs';
import { isObject } from './json.ts';
import type { Json } from './json.ts';

/** Name of the `Y.XmlFragment` that holds the text, as ProseMirror editors bind it. */
export const contentName = 'content';
/** Name of the `Y.Map` that holds the structured fields. */
export const fieldsName = 'meta';

/** Deeper than any content that fits the schema; what lies deeper isn't read. */
const deepest = 64;

/**
 * Stands for what isn't text of a draft: nested shared types, embedded objects, what lies too deep. It is not in the
 * schema, so no version can be cut as long as there is one.
 */
const unreadable = (reason: string) => ({ type: 'unreadable', attrs: { reason } });

/**
 * The live text as ProseMirror JSON, as y-prosemirror writes it, in a normal form: no empty texts, no `attrs`,
 * `content` or `marks` that are empty. Whatever clients have put into the document, it doesn't throw; what isn't
 * text becomes a node of the type `unreadable`.
 */
export function readContent(doc: Y.Doc): Json {
  return { type: 'doc', ...contentOf(children(doc.getXmlFragment(contentName)), 0) };
}

/** The live structured fields as plain JSON. Doesn't throw; what isn't JSON becomes `{ "unreadable": … }`. */
export function readFields(doc: Y.Doc): Record<string, Json> {
  return mapEntries(doc.getMap(fieldsName), 0);
}

function children(type: Y.XmlFragment): readonly unknown[] {
  return type.toArray();
}

function contentOf(nodes: readonly unknown[], depth: number): { content?: Json[] } {
  const content = nodes.flatMap((node) => readNode(node, depth + 1));
  return content.length === 0 ? {} : { content };
}

/** One child of a fragment or an element as {@link readContent} reads it, `depth` levels below the document. */
export function readNode(node: unknown, depth: number): Json[] {
  if (depth > deepest) return [unreadable('too deep')];
  if (node instanceof Y.XmlText) return readText(node);
  if (node instanceof Y.XmlElement) {
    const attrs = entries(Object.entries(node.getAttributes()), 0);
    return [
      {
        type: node.nodeName,
        ...(Object.keys(attrs).length === 0 ? {} : { attrs }),
        ...contentOf(children(node), depth),
      },
    ];
  }
  // Characters that were written into the fragment itself.
  if (typeof node === 'string') return [unreadable('text outside of a block')];
  return [unreadable('not an element')];
}

interface Run {
  readonly insert?: unknown;
  readonly attributes?: Readonly<Record<string, unknown>>;
}

function readText(text: Y.XmlText): Json[] {
  return (text.toDelta() as Run[]).flatMap((run): Json[] => {
    if (typeof run.insert !== 'string') return [unreadable('embedded object')];
    if (run.insert === '') return [];
    const marks = Object.entries(run.attributes ?? {}).map(([key, value]) => readMark(key, value));
    return [{ type: 'text', text: run.insert, ...(marks.length === 0 ? {} : { marks }) }];
  });
}

/** y-prosemirror appends a hash to the name of a mark that may overlap with itself. */
const overlapSuffix = /--[a-zA-Z0-9+/=]{8}$/;

function readMark(key: string, value: unknown): Json {
  const type = key.replace(overlapSuffix, '');
  // Plain Yjs clients write `true` where ProseMirror writes a mark without attributes.
  if (value === true) return { type };
  const attrs =
    isObject(value) && !(value instanceof Y.AbstractType) ? entries(Object.entries(value), 0) : null;
  if (attrs === null) return { type, attrs: { unreadable: typeof value } };
  return Object.keys(attrs).length === 0 ? { type } : { type, attrs };
}

function mapEntries(map: Y.Map<unknown>, depth: number): Record<string, Json> {
  return entries([...map.entries()], depth);
}

/** `Object.fromEntries` defines properties, so that a key like `__proto__` is a key like any other. */
function entries(pairs: readonly (readonly [string, unknown])[], depth: number): Record<string, Json> {
  return Object.fromEntries(pairs.map(([key, value]) => [key, plain(value, depth + 1)]));
}

function plain(value: unknown, depth: number): Json {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (depth > deepest) return { unreadable: 'too deep' };
  if (value instanceof Y.Map) return mapEntries(value, depth);
  if (value instanceof Y.Array) return value.toArray().map((item: unknown) => plain(item, depth + 1));
  if (value instanceof Y.Text) return plainText(value);
  if (Array.isArray(value)) return value.map((item: unknown) => plain(item, depth + 1));
  if (isObject(value) && isPlain(value)) return entries(Object.entries(value), depth);
  return { unreadable: typeof value };
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function plainText(text: Y.Text): string {
  return (text.toDelta() as Run[]).map((run) => (typeof run.insert === 'string' ? run.insert : '')).join('');
}
