import { align } from './alignment.ts';
import { attributesOf, blockIdOf, childrenOf, isObject, typeOf } from './json.ts';
import type { Json } from './json.ts';

/**
 * `content` with the block ids of `before` where a block is the same, or stands in the place of one of its type. So a
 * text that comes from outside, which has no ids, is a changed text and not another one.
 */
export function withKeptIds(content: Json, before: Json): Json {
  const used = new Set<unknown>();
  const children = keepIds(childrenOf(content), childrenOf(before), used);
  return isObject(content) ? { ...content, content: children } : content;
}

function keepIds(nodes: readonly unknown[], before: readonly unknown[], used: Set<unknown>): Json[] {
  const stretches = align({ items: before, keyOf: textKey }, { items: nodes, keyOf: textKey });
  return stretches.flatMap((stretch) => {
    if (stretch.same) return stretch.pairs.map(([other, node]) => withIdOf(node, other, used));
    const places = placesByType(stretch.before);
    let next = 0;
    return stretch.after.map((node) => {
      const left = places.get(typeOf(node)) ?? [];
      while ((left.at(-1) ?? next) < next) left.pop();
      const at = left.pop();
      if (at !== undefined) next = at + 1;
      return withIdOf(node, at === undefined ? undefined : stretch.before[at], used);
    });
  });
}

/** Where the nodes of each type stand, the first last. */
function placesByType(nodes: readonly unknown[]): Map<string, number[]> {
  const places = new Map<string, number[]>();
  for (let at = nodes.length - 1; at >= 0; at -= 1) {
    const type = typeOf(nodes[at]);
    const own = places.get(type);
    if (own === undefined) places.set(type, [at]);
    else own.push(at);
  }
  return places;
}

function withIdOf(node: unknown, other: unknown, used: Set<unknown>): Json {
  if (!isObject(node) || typeOf(node) === 'text') return node as Json;
  const id = blockIdOf(other);
  // Two blocks of one id, as a paste may leave them, don't become two again.
  const keeps = id !== null && !used.has(id);
  if (keeps) used.add(id);
  const attrs = keeps ? { ...attributesOf(node), id } : attributesOf(node);
  const children = childrenOf(node);
  const content = keepIds(children, childrenOf(other), used);
  return {
    ...node,
    ...(Object.keys(attrs).length === 0 ? {} : { attrs }),
    ...(children.length === 0 ? {} : { content }),
  } as Json;
}

/** What a node is, without the ids. */
function textKey(node: unknown): string {
  return JSON.stringify(node, (name, value: unknown) => (name === 'id' ? undefined : value));
}
