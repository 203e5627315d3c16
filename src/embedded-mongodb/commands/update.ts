import type { Document } from 'bson';
import { isDocument } from '../engine/index-keys.ts';
import { commandError } from '../errors.ts';
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
import { collectionName } from './execution.ts';
import type { Modification, Modified } from './modify.ts';
import { carryOut } from './statements.ts';
import { checkBatchSize, statementIds, statementsOf } from './write-batch.ts';

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
  const upserted: Document[] = [];
  const total = { n: 0, nModified: 0 };
  const errors = await carryOut(context, {
    count: statements.length,
    ordered,
    ids,
    modification: (index) =>
      modificationOf(context, statements[index]!, { collectionName: name, retryable: ids !== undefined }),
    describe: resultDocument,
    take: (index, result) => {
      total.n += Number(result['n']);
      total.nModified += Number(result['nModified']);
      if (Object.hasOwn(result, 'upserted')) upserted.push({ index, _id: result['upserted'] as unknown });
    },
  });
  return { ...total, ...(upserted.length === 0 ? {} : { upserted }), ...errors.reply() };
}

function modificationOf(
  context: CommandContext,
  statement: Statement,
  how: { collectionName: string; retryable: boolean },
): Modification {
  if (how.retryable && statement.multi) {
    throw commandError('InvalidOptions', 'Cannot use (or request) retryable writes with multi=true');
  }
  const variables = {
    ...(isDocument(context.body['let']) ? context.body['let'] : {}),
    ...Object.fromEntries(
      Object.entries(statement.c).map(([name, value]) => [name, { $literal: value as unknown }]),
    ),
  };
  const lets = Object.keys(variables).length === 0 ? {} : { let: variables };
  const update = compileUpdate(statement.u, {
    filter: statement.q,
    ...(statement.arrayFilters === undefined ? {} : { arrayFilters: statement.arrayFilters }),
    ...lets,
  });
  if (statement.multi && update.isReplacement) {
    throw commandError('FailedToParse', 'multi update is not supported for replacement-style update');
  }
  return {
    collectionName: how.collectionName,
    selection: { filter: statement.q, ...lets, hint: statement.hint, multi: statement.multi },
    update,
    upsert: statement.upsert,
    bypassValidation: isTrue(context.body['bypassDocumentValidation']),
  };
}

function resultDocument({ matched, modified, upserted }: Modified): Document {
  return upserted === undefined
    ? { n: matched, nModified: modified }
    : { n: 1, nModified: 0, upserted: upserted.id };
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
