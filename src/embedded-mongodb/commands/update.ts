import type { Document } from 'bson';
import { isDocument } from '../engine/index-keys.ts';
import { commandError, CommandError } from '../errors.ts';
import { decode } from '../query/codec.ts';
import { compileUpdate } from '../query/update.ts';
import {
  booleanField,
  isTrue,
  missingField,
  refuseCollation,
  typeName,
  unknownField,
  wrongType,
} from './arguments.ts';
import type { CommandContext, CommandTable, Reply } from './command.ts';
import { collectionName, readerOf } from './execution.ts';
import { modify, type Modification } from './modify.ts';
import { checkBatchSize, statementIds, statementsOf, WriteErrors } from './write-batch.ts';

export const updateCommands: CommandTable = {
  update: {
    run: update,
    fields: ['updates', 'ordered', 'bypassDocumentValidation', 'stmtIds', 'let'],
    inTransaction: true,
    retryable: true,
    writes: true,
  },
};

const STATEMENT_FIELDS = new Set(['q', 'u', 'multi', 'upsert', 'collation', 'arrayFilters', 'hint', 'c']);

interface Statement {
  q: Document;
  u: Document | Document[];
  multi: boolean;
  upsert: boolean;
  arrayFilters: Document[] | undefined;
  hint: unknown;
  /** Values of variables of a pipeline. */
  c: Document;
}

async function update(context: CommandContext): Promise<Reply> {
  const { body } = context;
  const name = collectionName(context);
  const statements = statementsOf(context, 'updates', decode).map(readStatement);
  checkBatchSize(statements.length);
  const ordered = booleanField(body, { name: 'ordered', command: 'update', fallback: true });
  const ids = statementIds(context, statements.length);
  const errors = new WriteErrors();
  const upserted: Document[] = [];
  const total = { n: 0, nModified: 0 };
  for (const [index, statement] of statements.entries()) {
    try {
      const result = await runStatement(context, statement, {
        collectionName: name,
        statementId: ids?.[index],
      });
      total.n += result['n'] as number;
      total.nModified += result['nModified'] as number;
      if (Object.hasOwn(result, 'upserted')) upserted.push({ index, _id: result['upserted'] as unknown });
    } catch (error) {
      if (!(error instanceof CommandError) || isFatal(error)) throw error;
      errors.add(index, error);
      if (ordered) break;
    }
  }
  return { ...total, ...(upserted.length === 0 ? {} : { upserted }), ...errors.reply() };
}

/** Errors that end the command, not only the statement. */
export function isFatal(error: CommandError): boolean {
  return [
    'WriteConflict',
    'MaxTimeMSExpired',
    'Interrupted',
    'InterruptedAtShutdown',
    'CommandNotSupported',
  ].includes(error.codeName);
}

async function runStatement(
  context: CommandContext,
  statement: Statement,
  to: { collectionName: string; statementId: number | undefined },
): Promise<Document> {
  const { statementId } = to;
  const { session } = context;
  if (statementId !== undefined) {
    const recorded = session?.resultOf(readerOf(context), statementId);
    if (recorded !== undefined) return numbersOf(recorded);
    if (statement.multi) {
      throw commandError('InvalidOptions', 'Cannot use (or request) retryable writes with multi=true');
    }
  }
  const variables = {
    ...(isDocument(context.body['let']) ? context.body['let'] : {}),
    ...Object.fromEntries(
      Object.entries(statement.c).map(([name, value]) => [name, { $literal: value as unknown }]),
    ),
  };
  const lets = Object.keys(variables).length === 0 ? {} : { let: variables };
  const compiled = compileUpdate(statement.u, {
    filter: statement.q,
    ...(statement.arrayFilters === undefined ? {} : { arrayFilters: statement.arrayFilters }),
    ...lets,
  });
  if (statement.multi && compiled.isReplacement) {
    throw commandError('FailedToParse', 'multi update is not supported for replacement-style update');
  }
  const modification: Modification = {
    collectionName: to.collectionName,
    selection: { filter: statement.q, ...lets, hint: statement.hint, multi: statement.multi },
    update: compiled,
    upsert: statement.upsert,
    bypassValidation: isTrue(context.body['bypassDocumentValidation']),
  };
  if (statementId !== undefined) {
    modification.record = (target, result) =>
      session?.recordResults(target.writer, { [String(statementId)]: resultDocument(result) });
  }
  return resultDocument(await modify(context, modification));
}

function resultDocument(result: Awaited<ReturnType<typeof modify>>): Document {
  const { matched, modified, upserted } = result;
  return upserted === undefined
    ? { n: matched, nModified: modified }
    : { n: 1, nModified: 0, upserted: upserted.id };
}

/** A stored result: what counts comes back as a plain number. */
function numbersOf(recorded: Document): Document {
  return { ...recorded, n: Number(recorded['n']), nModified: Number(recorded['nModified']) };
}

function readStatement(statement: Document): Statement {
  for (const name of Object.keys(statement)) {
    if (!STATEMENT_FIELDS.has(name)) throw unknownField(`update.updates.${name}`);
  }
  const q: unknown = statement['q'];
  const u: unknown = statement['u'];
  if (q === undefined) throw missingField('update.updates.q');
  if (u === undefined) throw missingField('update.updates.u');
  if (!isDocument(q)) throw wrongType('update.updates.q', q, 'object');
  if (!isDocument(u) && !Array.isArray(u)) {
    throw commandError('FailedToParse', 'Update argument must be either an object or an array');
  }
  for (const name of ['multi', 'upsert']) {
    const flag: unknown = statement[name];
    if (flag !== undefined && typeof flag !== 'boolean')
      throw wrongType(`update.updates.${name}`, flag, 'bool');
  }
  const arrayFilters: unknown = statement['arrayFilters'];
  if (arrayFilters !== undefined && !Array.isArray(arrayFilters)) {
    throw wrongType('update.updates.arrayFilters', arrayFilters, 'array');
  }
  const bad = (arrayFilters ?? []).findIndex((filter) => !isDocument(filter));
  if (arrayFilters !== undefined && bad !== -1) {
    throw wrongType(`update.updates.arrayFilters.${bad}`, (arrayFilters as unknown[])[bad], 'object');
  }
  const hint: unknown = statement['hint'];
  if (hint !== undefined && typeof hint !== 'string' && !isDocument(hint)) {
    throw commandError('FailedToParse', `Hint must be a string or an object, found ${typeName(hint)}`);
  }
  refuseCollation(statement);
  return {
    q,
    u: u as Document | Document[],
    multi: statement['multi'] === true,
    upsert: statement['upsert'] === true,
    arrayFilters: arrayFilters as Document[] | undefined,
    hint,
    c: isDocument(statement['c']) ? statement['c'] : {},
  };
}
