import type { Document } from 'bson';
import { isDocument } from '../engine/index-keys.ts';
import { commandError } from '../errors.ts';
import { decode } from '../query/codec.ts';
import {
  booleanField,
  missingField,
  numberOf,
  refuseCollation,
  unknownField,
  wrongType,
} from './arguments.ts';
import type { CommandContext, CommandTable, Reply } from './command.ts';
import { collectionName } from './execution.ts';
import type { Modification } from './modify.ts';
import { carryOut } from './statements.ts';
import { checkBatchSize, statementIds, statementsOf } from './write-batch.ts';

export const deleteCommands: CommandTable = {
  delete: {
    run: remove,
    fields: ['deletes', 'ordered', 'stmtIds', 'let'],
    inTransaction: true,
    retryable: true,
    writes: true,
  },
};

const STATEMENT_FIELDS = new Set(['q', 'limit', 'collation', 'hint']);

interface Statement {
  q: Document;
  multi: boolean;
  hint: unknown;
}

async function remove(context: CommandContext): Promise<Reply> {
  const name = collectionName(context);
  const statements = statementsOf(context, 'deletes', decode).map(readStatement);
  checkBatchSize(statements.length);
  const ordered = booleanField(context.body, { name: 'ordered', command: 'delete', fallback: true });
  const ids = statementIds(context, statements.length);
  let removed = 0;
  const errors = await carryOut(context, {
    count: statements.length,
    ordered,
    ids,
    modification: (index) =>
      modificationOf(context, statements[index]!, { collectionName: name, retryable: ids !== undefined }),
    describe: ({ matched }) => ({ n: matched }),
    take: (_, result) => {
      removed += Number(result['n']);
    },
  });
  return { n: removed, ...errors.reply() };
}

function modificationOf(
  context: CommandContext,
  statement: Statement,
  how: { collectionName: string; retryable: boolean },
): Modification {
  if (how.retryable && statement.multi) {
    throw commandError('InvalidOptions', 'Cannot use (or request) retryable writes with limit=0');
  }
  return {
    collectionName: how.collectionName,
    selection: {
      filter: statement.q,
      hint: statement.hint,
      multi: statement.multi,
      ...(isDocument(context.body['let']) ? { let: context.body['let'] } : {}),
    },
  };
}

function readStatement(statement: Document): Statement {
  for (const name of Object.keys(statement)) {
    if (!STATEMENT_FIELDS.has(name)) throw unknownField(`delete.deletes.${name}`);
  }
  const q: unknown = statement['q'];
  if (q === undefined) throw missingField('delete.deletes.q');
  if (!isDocument(q)) throw wrongType('delete.deletes.q', q, 'object');
  if (statement['limit'] === undefined) throw missingField('delete.deletes.limit');
  // What isn't a number counts as 0, which is "all".
  const limit = numberOf(statement['limit']) ?? 0;
  if (limit !== 0 && limit !== 1) {
    throw commandError('FailedToParse', `The limit field in delete objects must be 0 or 1. Got ${limit}`);
  }
  refuseCollation(statement);
  return { q, multi: limit === 0, hint: statement['hint'] };
}
