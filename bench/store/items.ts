/** Documents that the benchmark stores. The same number always gives the same document. */
export interface Item {
  _id: number;
  key: string;
  group: number;
  rank: number;
  tags: string[];
  text: string;
}

/** Documents that share a `group`; with more documents there are more groups, not larger ones. */
export const GROUP_SIZE = 100;
/** Documents that a read of several asks for. */
export const LIST_LENGTH = 20;

const TEXT = 'The committee confirmed the wording of the second measure and asked for the sources. ';

export function itemOf(number: number): Item {
  return {
    _id: number,
    key: keyOf(number),
    group: groupOf(number),
    // Neighbours in a group don't lie in the order of their ranks.
    rank: (number * 7919) % 1000,
    tags: tagsOf(number),
    text: TEXT.repeat(2),
  };
}

/** 1, 2, 3, … scattered over the whole index. */
export function keyOf(number: number): string {
  return `key-${((number * 2654435761) % 4294967296).toString(16).padStart(8, '0')}`;
}

export function groupOf(number: number): number {
  return 1 + Math.floor(number / GROUP_SIZE);
}

export function tagsOf(number: number): string[] {
  return [`t${Math.floor(number / 50)}`, `u${Math.floor(number / 70)}`, `v${number % 5}`];
}

/** Indexes besides the one on _id: single, compound, multikey. */
export const INDEXES = [
  { key: { key: 1 }, name: 'key' },
  { key: { group: 1, rank: -1 }, name: 'group_rank' },
  { key: { tags: 1 }, name: 'tags' },
] as const;
