import type { Document } from 'bson';
import { commandError, type CommandError } from '../errors.ts';
import { numberOf, typeName } from './arguments.ts';
import { isDocument } from '../engine/index-keys.ts';
import type { CommandContext } from './command.ts';

/** maxWriteBatchSize of `hello`. */
export const MAX_WRITE_BATCH = 100_000;

/** Throws InvalidLength. */
export function checkBatchSize(count: number): void {
  if (count < 1 || count > MAX_WRITE_BATCH) {
    throw commandError(
      'InvalidLength',
      `Write batch sizes must be between 1 and ${MAX_WRITE_BATCH}. Got ${count} operations.`,
    );
  }
}

/** The statement ids of a retryable write; undefined when the command isn't one. Throws InvalidOptions. */
export function statementIds(context: CommandContext, count: number): number[] | undefined {
  const { body } = context;
  const first: unknown = body['stmtId'];
  const list: unknown = body['stmtIds'];
  if (first !== undefined && list !== undefined) {
    throw commandError('InvalidOptions', 'May not specify both stmtId and stmtIds in write command');
  }
  if (context.txnNumber === undefined || context.transaction !== undefined) return undefined;
  if (Array.isArray(list)) {
    if (list.length !== count) {
      throw commandError(
        'InvalidLength',
        `Number of statement ids must match the number of batch entries. Got ${list.length} statement ids but ${count} operations.`,
      );
    }
    return list.map((id) => numberOf(id) ?? 0);
  }
  const start = numberOf(first) ?? 0;
  return Array.from({ length: count }, (_, at) => start + at);
}

/** The statements of an update or delete: in the command itself or in a document sequence. */
export function statementsOf(
  context: CommandContext,
  field: 'updates' | 'deletes',
  decode: (bytes: Uint8Array) => Document,
): Document[] {
  const sequence = context.message.sequences.get(field);
  if (sequence !== undefined) return sequence.map(decode);
  const statements: unknown = context.body[field];
  if (statements === undefined) {
    throw commandError(40414, `BSON field '${context.name}.${field}' is missing but a required field`);
  }
  if (!Array.isArray(statements)) {
    throw commandError(10065, `invalid parameter: expected an object (${field})`);
  }
  statements.forEach((statement, at) => {
    if (!isDocument(statement)) {
      throw commandError(
        'TypeMismatch',
        `BSON field '${context.name}.${field}.${at}' is the wrong type '${typeName(statement)}', expected type 'object'`,
      );
    }
  });
  return statements as Document[];
}

/** Errors of single statements, as a write command reports them. */
export class WriteErrors {
  private readonly errors: Document[] = [];
  private first: CommandError | undefined;

  add(index: number, error: CommandError): void {
    this.first ??= error;
    this.errors.push({ index, code: error.code, ...error.extra, errmsg: error.message });
  }

  get length(): number {
    return this.errors.length;
  }

  /** For a command of one statement, whose error is the command's. */
  throwFirst(): void {
    if (this.first !== undefined) throw this.first;
  }

  reply(): Document {
    return this.errors.length === 0 ? {} : { writeErrors: this.errors };
  }
}
