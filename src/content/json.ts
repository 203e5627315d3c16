/** Plain JSON, as it is stored, hashed and sent. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether `value` is an object that isn't an array. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `value` when it is an array, otherwise an empty one. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The node's type; empty when it has none. */
export function typeOf(node: unknown): string {
  return isObject(node) && typeof node['type'] === 'string' ? node['type'] : '';
}

/** The attributes of a node or mark; empty when it has none. */
export function attributesOf(node: unknown): JsonObject {
  return isObject(node) && isObject(node['attrs']) ? node['attrs'] : {};
}

/** The block id of a node; null when it has none. */
export function blockIdOf(node: unknown): string | null {
  const id = attributesOf(node)['id'];
  return typeof id === 'string' && id !== '' ? id : null;
}

/** A document with the blocks of both. */
export function joinContent(first: Json, second: Json): Json {
  return { type: 'doc', content: [first, second].flatMap((part) => childrenOf(part) as Json[]) };
}

/** What a node holds; empty when that is nothing. */
export function childrenOf(node: unknown): readonly unknown[] {
  return isObject(node) ? listOf(node['content']) : [];
}
