import { excerptLength } from './changes.ts';

/** A text without what writers do differently: spaces, marks, case, compatibility characters (NFKC). */
export function comparable(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '');
}

/** At most {@link excerptLength} code points of a text. */
export function excerptOf(text: string): string {
  const points = [...text.trim()];
  return points.length <= excerptLength ? points.join('') : `${points.slice(0, excerptLength - 1).join('')}…`;
}

/** Each two of the items, an earlier one and a later one. */
export function pairsOf<T>(items: readonly T[]): [T, T][] {
  return items.flatMap((earlier, index) => items.slice(index + 1).map((later): [T, T] => [earlier, later]));
}

/** Items by what makes them comparable; those without are left out. */
export function grouped<T>(items: Iterable<T>, keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    if (key === '') continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
