import { diffArrays } from 'diff';
import { attributesOf, childrenOf, isObject, typeOf } from './json.ts';
import type { Json } from './json.ts';

/** As in writing: above this many differing neighbours, they are taken to differ all. */
const mostDifferences = 1000;

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
  const changes = diffArrays(before.map(textKey), nodes.map(textKey), { maxEditLength: mostDifferences }) ?? [
    { removed: true, count: before.length },
    { added: true, count: nodes.length },
  ];
  const kept: Json[] = [];
  let [from, to] = [0, 0];
  let gone: unknown[] = [];
  for (const { added = false, removed = false, count } of changes) {
    if (removed) gone.push(...before.slice(from, from + count));
    else if (added) {
      for (const node of nodes.slice(to, to + count)) {
        const same = gone.findIndex((other) => typeOf(other) === typeOf(node));
        kept.push(withIdOf(node, same === -1 ? undefined : gone[same], used));
        if (same !== -1) gone = gone.slice(same + 1);
      }
    } else {
      gone = [];
      for (let index = 0; index < count; index += 1)
        kept.push(withIdOf(nodes[to + index], before[from + index], used));
    }
    if (!added) from += count;
    if (!removed) to += count;
  }
  return kept;
}

function withIdOf(node: unknown, other: unknown, used: Set<unknown>): Json {
  if (!isObject(node) || typeOf(node) === 'text') return node as Json;
  const { id } = attributesOf(other);
  // Two blocks of one id, as a paste may leave them, don't become two again.
  const keeps = typeof id === 'string' && !used.has(id);
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
