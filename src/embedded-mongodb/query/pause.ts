/** Comes between values now and then, so that whoever runs long work can let others run. */
export const PAUSE = Symbol('pause');

/** Values with pauses between them. */
export type Pausing<T> = Iterable<T | typeof PAUSE>;

/** Work without results of its own, in parts. */
export type PausingWork<T> = Generator<typeof PAUSE, T>;

/** Values that are handled between two pauses. */
const PAUSE_EVERY = 64;
/** What is sorted in one go; sorted parts are merged. */
const SORTED_AT_ONCE = 256;

/** The same values, with pauses also where many come without one. */
export function* withPauses<T>(values: Pausing<T>): Pausing<T> {
  let since = 0;
  for (const value of values) {
    yield value;
    if (value === PAUSE) since = 0;
    else if (++since === PAUSE_EVERY) {
      since = 0;
      yield PAUSE;
    }
  }
}

/** The values alone: for work that is short, or may not be interrupted. */
export function* withoutPauses<T>(values: Pausing<T>): Iterable<T> {
  for (const value of values) if (value !== PAUSE) yield value;
}

/** All values in a list, up to a limit. */
export function* gather<T>(values: Pausing<T>, limit: { add(value: unknown): void }): PausingWork<T[]> {
  const all: T[] = [];
  for (const value of values) {
    if (value === PAUSE) yield PAUSE;
    else {
      limit.add(value);
      all.push(value);
    }
  }
  return all;
}

/** Sorts in parts: a merge sort, stable. The given list is used up. */
export function* sortInParts<T>(values: T[], order: (left: T, right: T) => number): PausingWork<T[]> {
  let from = values;
  for (let at = 0; at < from.length; at += SORTED_AT_ONCE) {
    const part = from.slice(at, at + SORTED_AT_ONCE).sort(order);
    for (const [offset, value] of part.entries()) from[at + offset] = value;
    yield PAUSE;
  }
  let to = new Array<T>(from.length);
  for (let width = SORTED_AT_ONCE; width < from.length; width *= 2) {
    for (let at = 0; at < from.length; at += 2 * width) {
      yield* merge({ from, to, at, middle: Math.min(at + width, from.length) }, width, order);
    }
    [from, to] = [to, from];
  }
  return from;
}

function* merge<T>(
  lists: { from: T[]; to: T[]; at: number; middle: number },
  width: number,
  order: (left: T, right: T) => number,
): PausingWork<void> {
  const { from, to, at, middle } = lists;
  const end = Math.min(middle + width, from.length);
  let left = at;
  let right = middle;
  for (let next = at; next < end; next++) {
    const takeLeft = right >= end || (left < middle && order(from[left]!, from[right]!) <= 0);
    to[next] = takeLeft ? from[left++]! : from[right++]!;
    if (next % SORTED_AT_ONCE === 0) yield PAUSE;
  }
}
