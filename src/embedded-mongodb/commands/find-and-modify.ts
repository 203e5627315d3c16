import type { Document } from 'bson';
import { isDocument } from '../engine/index-keys.ts';
import { commandError } from '../errors.ts';
import { compileProjection } from '../query/projection.ts';
import { compileSort } from '../query/sort.ts';
import { compileUpdate } from '../query/update.ts';
import { isTrue, refuseCollation, typeName } from './arguments.ts';
import type { CommandContext, CommandTable, Reply } from './command.ts';
import { collectionName, readerOf } from './execution.ts';
import type { Modification, Modified } from './modify.ts';
import { carryOut } from './statements.ts';
import { statementIds } from './write-batch.ts';

export const findAndModifyCommands: CommandTable = {
  findAndModify: {
    run: findAndModify,
    aliases: ['findandmodify'],
    fields: [
      'query',
      'sort',
      'remove',
      'update',
      'new',
      'fields',
      'upsert',
      'bypassDocumentValidation',
      'collation',
      'arrayFilters',
      'hint',
      'let',
    ],
    unknownField: (name) => commandError(51177, `BSON field '${name}' is an unknown field.`),
    inTransaction: true,
    retryable: true,
    writes: true,
  },
};

async function findAndModify(context: CommandContext): Promise<Reply> {
  const { body, session } = context;
  const name = collectionName(context);
  refuseCollation(body);
  const filter = objectParameter(body, 'query', 31160) ?? {};
  const sort = objectParameter(body, 'sort', 31174);
  const fields = objectParameter(body, 'fields', 31175);
  const update: unknown = body['update'];
  const remove = isTrue(body['remove']);
  const wantsNew = isTrue(body['new']);
  const upsert = isTrue(body['upsert']);
  checkCombination({ remove, wantsNew, upsert, hasUpdate: update !== undefined });
  const ids = statementIds(context, 1);
  const recorded = ids === undefined ? undefined : session?.results(readerOf(context))[String(ids[0])];
  if (recorded !== undefined) return recorded;
  if (sort !== undefined) compileSort(sort);
  const project = fields === undefined ? undefined : compileProjection(fields, filter);
  const lets = isDocument(body['let']) ? { let: body['let'] } : {};
  const modification: Modification = {
    collectionName: name,
    selection: { filter, sort, hint: body['hint'], multi: false, ...lets },
    upsert,
    bypassValidation: isTrue(body['bypassDocumentValidation']),
  };
  if (!remove) {
    if (!isDocument(update) && !Array.isArray(update)) {
      throw commandError('FailedToParse', 'Update argument must be either an object or an array');
    }
    const arrayFilters: unknown = body['arrayFilters'];
    if (arrayFilters !== undefined && !Array.isArray(arrayFilters)) {
      throw commandError('TypeMismatch', `'arrayFilters' must be an array, found ${typeName(arrayFilters)}`);
    }
    modification.update = compileUpdate(update as Document | Document[], {
      filter,
      ...(arrayFilters === undefined ? {} : { arrayFilters: arrayFilters as Document[] }),
      ...lets,
    });
  }
  let answer: Document = {};
  const errors = await carryOut(context, {
    count: 1,
    ordered: true,
    ids,
    modification: () => modification,
    describe: (result) => reply(result, { remove, wantsNew, project }),
    take: (_, result) => {
      answer = result;
    },
  });
  errors.throwFirst();
  return answer;
}

function objectParameter(body: Document, name: string, code: number): Document | undefined {
  const value: unknown = body[name];
  if (value === undefined) return undefined;
  if (!isDocument(value)) {
    throw commandError(code, `'${name}' parameter must be an object, found ${typeName(value)}`);
  }
  return value;
}

function checkCombination(of: {
  remove: boolean;
  wantsNew: boolean;
  upsert: boolean;
  hasUpdate: boolean;
}): void {
  if (of.remove) {
    if (of.hasUpdate) throw commandError('FailedToParse', 'Cannot specify both an update and remove=true');
    if (of.upsert) throw commandError('FailedToParse', 'Cannot specify both upsert=true and remove=true');
    if (of.wantsNew) {
      throw commandError(
        'FailedToParse',
        "Cannot specify both new=true and remove=true; 'remove' always returns the deleted document",
      );
    }
  } else if (!of.hasUpdate) {
    throw commandError('FailedToParse', 'Either an update or remove=true must be specified');
  }
}

function reply(
  result: Modified,
  how: { remove: boolean; wantsNew: boolean; project: ((document: Document) => Document) | undefined },
): Document {
  const { upserted } = result;
  const lastErrorObject: Document = { n: upserted === undefined ? result.matched : 1 };
  if (!how.remove) lastErrorObject['updatedExisting'] = result.matched > 0;
  if (upserted !== undefined) lastErrorObject['upserted'] = upserted.id;
  const document = how.wantsNew ? (upserted?.document ?? result.after) : result.before;
  return {
    lastErrorObject,
    value: document === undefined ? null : (how.project?.(document) ?? document),
  };
}
