import { canonicalJson, type CanonicalText } from './canonical.ts';
import { blockIdOf, childrenOf, isObject, typeOf, type Json } from './json.ts';
import { MerkleTree } from './merkle.ts';
import { contentSchema } from './schema.ts';

/** A leaf of a text's tree. */
export interface TextLeaf {
  /** Canonical JSON, of which the leaf's hash is made (SPEC.md, PV-9). */
  readonly data: string;
  /** The block that it is; null for the title and the fields. */
  readonly blockId: string | null;
}

/** The leaves of a text's tree: the title, each block with what it stands in, each field. They say all of the text. */
export function textLeaves(text: CanonicalText): TextLeaf[] {
  return [
    { data: canonicalJson({ kind: 'title', title: text.title }), blockId: null },
    ...blockLeaves(text.content, []),
    ...Object.keys(text.fields)
      .sort()
      .map((name) => ({
        data: canonicalJson({ kind: 'field', name, value: text.fields[name] }),
        blockId: null,
      })),
  ];
}

/** Root of a text's tree, lower-case hex. */
export function textRoot(text: CanonicalText): string {
  return new MerkleTree(textLeaves(text).map(({ data }) => data)).root;
}

function blockLeaves(node: unknown, within: readonly Json[]): TextLeaf[] {
  const leaves: TextLeaf[] = [];
  for (const child of childrenOf(node)) {
    if (isBlock(child)) {
      leaves.push({ data: canonicalJson({ kind: 'block', node: child, within }), blockId: blockIdOf(child) });
    } else {
      const { content: _content, ...shell } = child as { readonly [name: string]: Json };
      leaves.push(...blockLeaves(child, [...within, shell]));
    }
  }
  return leaves;
}

/** Whether a node is a block as CP-2 has it: it holds text, or is a horizontal rule. */
function isBlock(node: unknown): boolean {
  const type = isObject(node) ? contentSchema.nodes[typeOf(node)] : undefined;
  return type !== undefined && (type.isTextblock || (type.isBlock && type.isLeaf));
}
