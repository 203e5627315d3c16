/** A place in plain JSON: member names and indexes from the outside. */
export type LeafPath = readonly (string | number)[];

/** Places of all values in `value` that hold no others; empty lists and objects are such as well. */
export function leavesOf(value: unknown, isLeaf: (value: unknown) => boolean = () => false): LeafPath[] {
  if (typeof value !== 'object' || value === null || isLeaf(value)) return [[]];
  const entries: [string | number, unknown][] = Array.isArray(value)
    ? [...value.entries()]
    : Object.entries(value);
  if (entries.length === 0) return [[]];
  return entries.flatMap(([key, inner]) => leavesOf(inner, isLeaf).map((path) => [key, ...path]));
}

/** The value at a place. */
export function valueAt(value: unknown, path: LeafPath): unknown {
  return path.reduce<unknown>((inner, key) => (inner as Record<string | number, unknown>)[key], value);
}

/** A copy in which the value at a place is another one; what isn't on the way to it is shared. */
export function withValue(value: unknown, [key, ...rest]: LeafPath, other: unknown): unknown {
  if (key === undefined) return other;
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) }) as Record<
    string | number,
    unknown
  >;
  copy[key] = withValue(copy[key], rest, other);
  return copy;
}

/** Names of the members on the way, without indexes: `entries.title`. */
export const namesOf = (path: LeafPath): string => path.filter((key) => typeof key === 'string').join('.');

/** Another value of the same kind, that could stand in its place. */
export function otherJson(value: unknown): unknown {
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'string') return otherText(value);
  return value === null ? 'f'.repeat(24) : [value];
}

/** The same with one character changed, in the middle; ids, hashes and moments stay such. */
export function otherText(text: string): string {
  if (text === '') return 'x';
  const at = Math.floor(text.length / 2);
  const other = /[0-9]/.test(text[at] ?? '')
    ? String((Number(text[at]) + 1) % 10)
    : text[at] === 'a'
      ? 'b'
      : 'a';
  return `${text.slice(0, at)}${other}${text.slice(at + 1)}`;
}
