import { isDeepStrictEqual } from 'node:util';
import { isObject, type Json, type JsonObject } from './mongodb-corpus-values.ts';

/** A step of a recorded case: a command and the reply that it got. */
export interface Step {
  send?: JsonObject;
  reply?: Json;
  db?: string;
  session?: string;
  txn?: { number: number; start?: boolean; retryable?: boolean };
  async?: string;
  await?: string;
  order?: 'any';
  sets?: string[];
  pick?: string[];
  exists?: string[];
}

const text = (value: unknown): string => JSON.stringify(value);
const byText = (a: Json, b: Json): number => (text(a) < text(b) ? -1 : text(a) > text(b) ? 1 : 0);

/** Ordered, typed parts of replies that are otherwise compared loosely. */
const STRICT: ReadonlySet<string> = new Set(['keyValue', 'value', 'values']);
const ORDERED: ReadonlySet<string> = new Set(['key', 'keyPattern']);

/** Numbers of any type by value: int, long and double alike; decimals are their own. */
function byValue(value: Json): Json {
  if (Array.isArray(value)) return value.map(byValue);
  if (!isObject(value)) return value;
  const [name, second] = Object.keys(value);
  if (name !== undefined && second === undefined && /^\$number(Int|Long|Double)$/.test(name)) {
    const given = value[name] as string;
    const number = Number(given);
    return { $number: name === '$numberLong' && !Number.isSafeInteger(number) ? given : String(number) };
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, byValue(inner)]));
}

function sortedSets(value: Json, names: readonly string[]): Json {
  if (Array.isArray(value)) return value.map((inner) => sortedSets(inner, names));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      const sorted = sortedSets(inner, names);
      return [key, names.includes(key) && Array.isArray(sorted) ? [...sorted].sort(byText) : sorted];
    }),
  );
}

/** Documents: the order of fields counts. A recorded undefined, which most clients can't read, may come as null. */
function strictDifference(expected: Json | undefined, actual: Json | undefined): boolean {
  if (isObject(expected) && expected['$undefined'] === true && actual === null) return false;
  if (Array.isArray(expected) && Array.isArray(actual)) {
    return (
      expected.length !== actual.length || expected.some((inner, at) => strictDifference(inner, actual[at]))
    );
  }
  if (isObject(expected) && isObject(actual)) {
    const names = Object.keys(expected);
    if (!isDeepStrictEqual(names, Object.keys(actual))) return true;
    return names.some((name) => strictDifference(expected[name], actual[name]));
  }
  return expected !== actual;
}

interface Differences {
  path: string;
  found: string[];
}

function report(at: Differences, expected: unknown, actual: unknown): void {
  at.found.push(`${at.path}: expected ${text(expected)}, got ${text(actual)}`);
}

function compareStrict(expected: Json | undefined, actual: Json | undefined, at: Differences): void {
  if (strictDifference(expected, actual)) report(at, expected, actual);
}

function numberOf(value: Json | undefined): number | undefined {
  if (!isObject(value)) return undefined;
  const [name, second] = Object.keys(value);
  return name?.startsWith('$number') === true && second === undefined ? Number(value[name]) : undefined;
}

/** The envelope of a reply: order of fields is free, of a message only its presence counts. */
function compareLoose(expected: Json | undefined, actual: Json | undefined, at: Differences): void {
  const number = numberOf(expected);
  if (number !== undefined) {
    if (!Object.is(number, numberOf(actual))) report(at, expected, actual);
  } else if (Array.isArray(expected)) {
    if (!Array.isArray(actual) || actual.length !== expected.length) return report(at, expected, actual);
    expected.forEach((inner, index) =>
      compareLoose(inner, actual[index], { ...at, path: `${at.path}[${index}]` }),
    );
  } else if (isObject(expected)) {
    if (!isObject(actual)) return report(at, expected, actual);
    for (const name of new Set([...Object.keys(expected), ...Object.keys(actual)])) {
      compareField(
        name,
        { expected: expected[name], actual: actual[name] },
        { ...at, path: `${at.path}.${name}` },
      );
    }
  } else if (expected !== actual) report(at, expected, actual);
}

function compareField(
  name: string,
  pair: { expected: Json | undefined; actual: Json | undefined },
  at: Differences,
): void {
  const { expected, actual } = pair;
  if (expected === undefined || actual === undefined) report(at, expected, actual);
  else if (name === 'errmsg') {
    if (typeof actual !== 'string' || actual === '') report(at, 'a text', actual);
  } else if (name === 'errorLabels') {
    const sorted = (labels: Json): Json => (Array.isArray(labels) ? [...labels].sort(byText) : labels);
    compareStrict(sorted(expected), sorted(actual), at);
  } else if (name === 'upserted' && Array.isArray(expected) && Array.isArray(actual)) {
    compareStrict(expected, actual, at);
  } else if (STRICT.has(name) || name === 'upserted') compareStrict(expected, actual, at);
  else {
    if (ORDERED.has(name) && isObject(expected) && isObject(actual)) {
      compareStrict(Object.keys(expected), Object.keys(actual), at);
    }
    compareLoose(expected, actual, at);
  }
}

/** The batch of a cursor's reply, and the reply without it. */
function splitBatch(reply: JsonObject): { batch: Json[] | undefined; rest: JsonObject } {
  const { cursor } = reply;
  if (!isObject(cursor)) return { batch: undefined, rest: reply };
  const { firstBatch, nextBatch, ...rest } = cursor;
  const batch = firstBatch ?? nextBatch;
  return Array.isArray(batch)
    ? { batch, rest: { ...reply, cursor: rest } }
    : { batch: undefined, rest: reply };
}

const LISTINGS: ReadonlySet<string> = new Set(['listIndexes', 'listCollections', 'listDatabases']);

/** What differs between a recorded reply and the one that came; numbers count by value. */
export function compareReply(step: Step, actualReply: Json, path: string): string[] {
  const at: Differences = { path, found: [] };
  const prepare = (reply: Json): Json => {
    const plain = byValue(reply);
    return step.sets === undefined ? plain : sortedSets(plain, step.sets);
  };
  const expected = prepare(step.reply ?? null);
  const actual = prepare(actualReply);
  if (!isObject(expected) || !isObject(actual)) {
    compareStrict(expected, actual, at);
    return at.found;
  }
  const wanted = splitBatch(expected);
  const got = splitBatch(actual);
  if (wanted.batch !== undefined && got.batch !== undefined) {
    const inBatch = { ...at, path: `${path}.cursor` };
    const command = Object.keys(step.send ?? {})[0] ?? '';
    const byName = (a: Json, b: Json): number =>
      byText(isObject(a) ? a['name']! : a, isObject(b) ? b['name']! : b);
    if (LISTINGS.has(command))
      compareLoose([...wanted.batch].sort(byName), [...got.batch].sort(byName), inBatch);
    else if (step.order === 'any') {
      compareStrict([...wanted.batch].sort(byText), [...got.batch].sort(byText), inBatch);
    } else compareStrict(wanted.batch, got.batch, inBatch);
    compareLoose(wanted.rest, got.rest, at);
  } else if (step.order === 'any' && Array.isArray(expected['values']) && Array.isArray(actual['values'])) {
    const sorted = (reply: JsonObject): JsonObject => ({
      ...reply,
      values: [...(reply['values'] as Json[])].sort(byText),
    });
    compareLoose(sorted(expected), sorted(actual), at);
  } else compareLoose(expected, actual, at);
  return at.found;
}

export type State = Record<string, Json[]>;

/** What differs between the collections at the end. An empty collection counts like one that isn't there. */
export function compareState(expected: State, actual: State, sets: readonly string[]): string[] {
  const at: Differences = { path: '', found: [] };
  for (const name of new Set([...Object.keys(expected), ...Object.keys(actual)])) {
    const prepare = (state: State): Json[] =>
      (state[name] ?? []).map((document) => sortedSets(byValue(document), sets)).sort(byId);
    compareStrict(prepare(expected), prepare(actual), { ...at, path: `finalState.${name}` });
  }
  return at.found;
}

function byId(a: Json, b: Json): number {
  return byText(isObject(a) ? (a['_id'] ?? null) : a, isObject(b) ? (b['_id'] ?? null) : b);
}
