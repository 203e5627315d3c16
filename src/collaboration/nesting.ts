/** Levels of lists and objects in a value that a client sends, at most. */
const maxNesting = 100;

/**
 * Whether a value has more levels than may be. JSON is read without recursion, but written with it: what is nested deeply
 * enough can be taken in and never be passed on.
 */
export function isNestedTooDeeply(value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; depth <= maxNesting; depth += 1) {
    level = level.flatMap((one) =>
      typeof one === 'object' && one !== null && !(one instanceof Uint8Array)
        ? (Object.values(one) as unknown[])
        : [],
    );
    if (level.length === 0) return false;
  }
  return true;
}
