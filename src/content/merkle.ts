import { createHash } from 'node:crypto';

/** First byte of what is hashed: a leaf can't be taken for a node, nor a node for a leaf. */
const leafPrefix = Uint8Array.of(0);
const nodePrefix = Uint8Array.of(1);

const hashPattern = /^[0-9a-f]{64}$/;

/** The place of one leaf in a tree, with what leads from it to the root. */
export interface InclusionPath {
  /** From 0. */
  readonly index: number;
  /** Number of the tree's leaves. */
  readonly size: number;
  /** Hashes of the neighbours from the leaf to the root, lower-case hex SHA-256: at most ⌈log₂ size⌉. */
  readonly path: readonly string[];
}

function leafHash(data: string): Buffer {
  return createHash('sha256').update(leafPrefix).update(data, 'utf8').digest();
}

function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  return createHash('sha256').update(nodePrefix).update(left).update(right).digest();
}

/**
 * A Merkle tree as RFC 6962 (2.1) has it, over the UTF-8 bytes of `leaves`. The RFC parts a list at the largest power of
 * two below its length; joining neighbours level by level, the last one going up alone when it has none, is the same.
 */
export class MerkleTree {
  readonly #levels: readonly (readonly Buffer[])[];

  constructor(leaves: readonly string[]) {
    const levels: Buffer[][] = [leaves.map(leafHash)];
    for (let below = levels[0] ?? []; below.length > 1;) {
      const level: Buffer[] = [];
      for (let index = 0; index < below.length; index += 2) {
        const [left, right] = [below[index], below[index + 1]];
        if (left !== undefined) level.push(right === undefined ? left : nodeHash(left, right));
      }
      levels.push(level);
      below = level;
    }
    this.#levels = levels;
  }

  /** Lower-case hex. That of a tree without leaves is SHA-256 of nothing. */
  get root(): string {
    return (this.#levels.at(-1)?.[0] ?? createHash('sha256').digest()).toString('hex');
  }

  /** What proves the leaf at `index` (RFC 6962, 2.1.1). Throws RangeError when there is none. */
  pathOf(index: number): InclusionPath {
    const size = this.#levels[0]?.length ?? 0;
    if (!Number.isInteger(index) || index < 0 || index >= size)
      throw new RangeError(`A tree of ${size} leaves has no leaf ${index}.`);
    const path: string[] = [];
    for (let level = 0, at = index; level < this.#levels.length; level += 1, at = Math.floor(at / 2)) {
      const neighbour = this.#levels[level]?.[at % 2 === 0 ? at + 1 : at - 1];
      if (neighbour !== undefined) path.push(neighbour.toString('hex'));
    }
    return { index, size, path };
  }
}

/**
 * Root of the tree that has `data` at the place that `inclusion` names (RFC 9162, 2.1.3.2); null when its numbers and
 * hashes can't be those of any tree.
 */
export function rootOfPath(data: string, { index, size, path }: InclusionPath): string | null {
  const isPlace =
    Number.isSafeInteger(index) && Number.isSafeInteger(size) && index >= 0 && index < size && size < 2 ** 31;
  if (!isPlace || !path.every((hash) => hashPattern.test(hash))) return null;
  let hash = leafHash(data);
  let at = index;
  let last = size - 1;
  for (const neighbour of path) {
    if (last === 0) return null;
    if (at % 2 === 1 || at === last) {
      hash = nodeHash(Buffer.from(neighbour, 'hex'), hash);
      // Levels on which it went up alone.
      while (at % 2 === 0 && at !== 0) {
        at >>= 1;
        last >>= 1;
      }
    } else {
      hash = nodeHash(hash, Buffer.from(neighbour, 'hex'));
    }
    at >>= 1;
    last >>= 1;
  }
  return last === 0 ? hash.toString('hex') : null;
}
