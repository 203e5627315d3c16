import type { Database } from '../database/store.ts';
import { bytesOf } from '../database/store.ts';

/** What isn't as it must be: the document, as collection and id, and why. */
export interface AuditProblem {
  readonly where: string;
  readonly message: string;
}

/** What an audit has looked at, and found. Problems are told at once and not kept: there may be many. */
export class AuditReport {
  readonly #counts = new Map<string, number>();
  readonly #onProblem: (problem: AuditProblem) => void;
  #problems = 0;

  constructor(onProblem: (problem: AuditProblem) => void) {
    this.#onProblem = onProblem;
  }

  /** How many of each kind were checked. */
  get counts(): ReadonlyMap<string, number> {
    return this.#counts;
  }

  get problems(): number {
    return this.#problems;
  }

  count(kind: string, by = 1): void {
    this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + by);
  }

  problem(where: string, message: string): void {
    this.#problems += 1;
    this.#onProblem({ where, message });
  }

  /** Checks one document, which may hold anything: what can't be looked at is a problem, and no end of the audit. */
  check(where: string, work: () => void): void {
    try {
      work();
    } catch (error) {
      this.problem(where, `It is not what such a document is: ${String(error)}`);
    }
  }

  /** Returns what tells of one document when a condition that must not hold does. */
  at(where: string): (bad: boolean, message: string) => void {
    return (bad, message) => {
      if (bad) this.problem(where, message);
    };
  }
}

/** A document with ids as hex strings and binary values as bytes. */
export type Row = Readonly<Record<string, unknown>>;

/** A document, and its id as the database has it, for conditions. */
export interface ReadRow {
  readonly row: Row;
  readonly rawId: unknown;
}

type Document = Record<string, unknown>;

function plain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if (Array.isArray(value)) return value.map(plain);
  const { _bsontype: type } = value as { readonly _bsontype?: string };
  if (type === 'ObjectId') return (value as { toHexString(): string }).toHexString();
  if (type === 'Binary' || value instanceof Uint8Array) return bytesOf(value);
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plain(inner)]));
}

/** The documents of a collection, a few at a time. Orders need an index when the collection is large. */
export async function* rowsOf(
  database: Database,
  collection: string,
  options: {
    readonly filter?: Document;
    readonly sort?: Record<string, 1 | -1>;
    readonly without?: readonly string[];
  } = {},
): AsyncGenerator<ReadRow, void, undefined> {
  const projection = Object.fromEntries((options.without ?? []).map((name) => [name, 0 as const]));
  const cursor = database.connection
    .collection<Document>(collection)
    .find(options.filter ?? {}, { projection, batchSize: 100 })
    .sort(options.sort ?? { _id: 1 });
  for await (const document of cursor) yield { row: plain(document) as Row, rawId: document['_id'] };
}

export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
export const listOf = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? (value as unknown[]) : [];
export const isMoment = (value: unknown): value is Date =>
  value instanceof Date && !Number.isNaN(value.getTime());
export const isCount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && (value as number) >= 0;
export const isHash = (value: unknown): boolean => /^[0-9a-f]{64}$/.test(textOf(value));
