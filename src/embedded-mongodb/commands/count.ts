import type { Document } from 'bson';
import { query } from '../engine/scan.ts';
import { PAUSE } from '../query/pause.ts';
import { commandError } from '../errors.ts';
import { encode } from '../query/codec.ts';
import { distinctValues } from '../query/distinct.ts';
import { compileFilter } from '../query/filter.ts';
import { encodeValue } from '../engine/key-encoding.ts';
import {
  countField,
  documentField,
  missingField,
  numberOf,
  refuseCollation,
  typeName,
  wrongType,
} from './arguments.ts';
import type { CommandContext, CommandTable, Reply } from './command.ts';
import { collectionName, countFound, findCollection, readerOf, Turns } from './execution.ts';

export const countCommands: CommandTable = {
  count: { run: count, fields: ['query', 'limit', 'skip', 'hint', 'collation', 'fields'] },
  distinct: { run: distinct, fields: ['key', 'query', 'collation'], inTransaction: true },
};

async function count(context: CommandContext): Promise<Reply> {
  const { body } = context;
  const name = collectionName(context);
  const filter = documentField(body, 'query') ?? {};
  refuseCollation(body);
  const limit = Math.abs(numberOf(body['limit']) ?? 0);
  const skip = countField(body, 'skip') ?? 0;
  const matches = compileFilter(filter);
  const collection = findCollection(context, name);
  if (collection === undefined) return { n: 0 };
  const n = await countFound(context, collection, { filter, matches, skip, limit, hint: body['hint'] });
  return { n };
}

async function distinct(context: CommandContext): Promise<Reply> {
  const { body } = context;
  const name = collectionName(context);
  const key: unknown = body['key'];
  if (key === undefined) throw missingField('distinct.key');
  if (typeof key !== 'string') throw wrongType('distinct.key', key, 'string');
  if (key.includes('\0')) throw commandError(31032, 'Key field cannot contain an embedded null byte');
  const given: unknown = body['query'];
  const filter = given === null ? {} : (documentField(body, 'query') ?? {});
  refuseCollation(body);
  const matches = compileFilter(filter);
  const collection = findCollection(context, name);
  const values = new Map<string, unknown>();
  if (collection !== undefined) {
    const turns = new Turns(context);
    const request = { filter, matches, asOf: context.transaction?.startedAfter };
    for (const item of query(readerOf(context), collection, request)) {
      if (item === PAUSE) await turns.pause();
      else for (const value of distinctValues(item.document, key)) addDistinct(values, value);
    }
  }
  const reply: Document = { values: [...values.values()] };
  if (encode(reply).length > 16 * 1024 * 1024)
    throw commandError(17217, `distinct too big, 16mb cap (${typeName(reply)})`);
  return reply;
}

/** Values that are equal are one, whatever the type of a number. */
function addDistinct(values: Map<string, unknown>, value: unknown): void {
  const text = encodeValue(value).toString('latin1');
  if (!values.has(text)) values.set(text, value);
}
