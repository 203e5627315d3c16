import type { Document } from 'bson';
import type { Collection } from '../engine/catalog.ts';
import { isDocument } from '../engine/index-keys.ts';
import { planQuery } from '../engine/planner.ts';
import { query, type Query } from '../engine/scan.ts';
import { PAUSE, type Pausing } from '../query/pause.ts';
import { commandError } from '../errors.ts';
import { encode } from '../query/codec.ts';
import { compileFilter } from '../query/filter.ts';
import { runPipeline } from '../query/pipeline.ts';
import { MAX_DOCUMENT_BYTES } from '../wire/message.ts';
import { isTrue, numberOf, refuseCollation, typeName } from './arguments.ts';
import { firstBatch } from './batches.ts';
import type { CommandContext, CommandTable, Reply } from './command.ts';
import { collectionName, countFound, findCollection, readerOf } from './execution.ts';
import { DEFAULT_FIRST_BATCH } from './find.ts';
import { refuseOutput } from './output.ts';

export const aggregateCommands: CommandTable = {
  aggregate: {
    run: aggregate,
    fields: [
      'pipeline',
      'cursor',
      'hint',
      'let',
      'allowDiskUse',
      'explain',
      'collation',
      'bypassDocumentValidation',
    ],
    unknownField: (name) => commandError('FailedToParse', `unrecognized field '${name}'`),
    inTransaction: true,
    writes: true,
  },
};

async function aggregate(context: CommandContext): Promise<Reply> {
  const { body, database } = context;
  const pipeline = pipelineOf(body['pipeline']);
  if (numberOf(body['aggregate']) !== undefined) {
    throw commandError(
      'InvalidNamespace',
      'Invalid namespace specified: aggregations over a whole database are not supported',
    );
  }
  const name = collectionName(context);
  refuseCollation(body);
  if (isTrue(body['explain']))
    throw commandError('CommandNotSupported', "aggregate's explain is not supported");
  const cursor: unknown = body['cursor'];
  if (!isDocument(cursor)) {
    throw cursor === undefined
      ? commandError(
          'FailedToParse',
          "The 'cursor' option is required, except for aggregate with the explain argument",
        )
      : commandError('TypeMismatch', 'cursor field must be missing or an object');
  }
  const batchSize = numberOf(cursor['batchSize']);
  if (cursor['batchSize'] !== undefined && batchSize === undefined) {
    throw commandError('TypeMismatch', 'cursor.batchSize must be a number');
  }
  if (batchSize !== undefined && batchSize < 0)
    throw commandError('BadValue', 'cursor.batchSize must not be negative');
  refuseOutput(context, pipeline);
  const result = await run(context, { name, stages: pipeline });
  const namespace = `${database}.${name}`;
  const source = encodeAll(result)[Symbol.iterator]();
  return firstBatch(context, { namespace, source, batchSize: batchSize ?? DEFAULT_FIRST_BATCH });
}

function pipelineOf(value: unknown): Document[] {
  if (!Array.isArray(value))
    throw commandError('TypeMismatch', "'pipeline' option must be specified as an array");
  for (const stage of value as unknown[]) {
    if (!isDocument(stage))
      throw commandError('TypeMismatch', 'Each element of the pipeline array must be an object');
  }
  return value as Document[];
}

function* encodeAll(documents: Pausing<Document>): Pausing<Uint8Array> {
  for (const document of documents) {
    if (document === PAUSE) {
      yield document;
      continue;
    }
    const bytes = encode(document);
    if (bytes.length > MAX_DOCUMENT_BYTES) {
      throw commandError(
        'BSONObjectTooLarge',
        `BSONObj size: ${bytes.length} is invalid. Size must be between 0 and ${MAX_DOCUMENT_BYTES}(16MB)`,
      );
    }
    yield bytes;
  }
}

/** The result of the pipeline's stages. */
async function run(
  context: CommandContext,
  of: { name: string; stages: Document[] },
): Promise<Pausing<Document>> {
  const { body } = context;
  const lets = isDocument(body['let']) ? { let: body['let'] } : {};
  const { request, rest } = pushDown(of.stages, lets);
  const hint: unknown = body['hint'];
  if (hint !== undefined && typeof hint !== 'string' && !isDocument(hint)) {
    throw commandError(
      'FailedToParse',
      `hint must be specified as a string or an object, found ${typeName(hint)}`,
    );
  }
  const collection = findCollection(context, of.name);
  const answer = request.sort === undefined ? countingStages(rest) : undefined;
  if (answer !== undefined) {
    return answer(collection === undefined ? 0 : await countFound(context, collection, { ...request, hint }));
  }
  // A hint that names no index is an error of this command, whenever the documents are read.
  if (collection !== undefined && hint !== undefined) planQuery(collection, { ...request, hint });
  return runPipeline(rest, {
    source: documentsOf(context, collection, { ...request, hint }),
    collection: (name) => documentsOf(context, findCollection(context, name), { filter: {} }),
    indexed: (name, { path, values }) => {
      const other = findCollection(context, name);
      const filter = { [path]: { $in: values } };
      if (other === undefined || !planReads(context, other, { filter, path })) return undefined;
      // What isn't equal is sorted out by who asks.
      return documentsOf(context, other, { filter, matches: () => true });
    },
    ...lets,
    now: new Date(),
  });
}

/** Whether documents with a condition on a path are found by an index that begins with it. */
function planReads(
  context: CommandContext,
  collection: Collection,
  of: { filter: Document; path: string },
): boolean {
  const { filter, path } = of;
  const { index } = planQuery(collection, { filter, asOf: context.transaction?.startedAfter });
  return index?.fields[0]?.path === path;
}

/** The documents that a query finds, as they are wanted. */
function* documentsOf(
  context: CommandContext,
  collection: Collection | undefined,
  request: Query,
): Pausing<Document> {
  if (collection === undefined) return;
  const asOf = context.transaction?.startedAfter;
  for (const item of query(readerOf(context), collection, { ...request, asOf })) {
    yield item === PAUSE ? item : item.document;
  }
}

/** Leading stages that a query does, so that an index can serve them, and the rest of the pipeline. */
export function pushDown(stages: Document[], lets: { let?: Document }): { request: Query; rest: Document[] } {
  const request: Query = { filter: {} };
  let at = 0;
  const stage = (name: string): unknown => {
    const current = stages[at];
    return current !== undefined && Object.keys(current).length === 1 ? current[name] : undefined;
  };
  const filter = stage('$match');
  if (isDocument(filter)) {
    request.filter = filter;
    request.matches = compileFilter(filter, lets);
    at++;
  }
  const sort = stage('$sort');
  if (
    isDocument(sort) &&
    Object.keys(sort).length > 0 &&
    Object.values(sort).every((order) => Math.abs(numberOf(order) ?? 0) === 1)
  ) {
    request.sort = sort;
    at++;
  }
  const skip = numberOf(stage('$skip'));
  if (skip !== undefined && Number.isSafeInteger(skip) && skip >= 0) {
    request.skip = skip;
    at++;
  }
  const limit = numberOf(stage('$limit'));
  if (limit !== undefined && Number.isInteger(limit) && limit > 0) {
    request.limit = limit;
    at++;
  }
  return { request, rest: stages.slice(at) };
}

/**
 * What a pipeline that only counts makes of a number of documents; undefined for any other pipeline. Counting is `$count`,
 * or one group of everything with a sum of ones, as drivers ask for it: `{_id: 1, n: {$sum: 1}}`.
 */
export function countingStages(stages: Document[]): ((count: number) => Document[]) | undefined {
  const [stage] = stages;
  if (stage === undefined || stages.length !== 1 || Object.keys(stage).length !== 1) return undefined;
  const name: unknown = stage['$count'];
  if (typeof name === 'string' && PLAIN_NAME.test(name)) {
    return (count) => (count === 0 ? [] : [{ [name]: count }]);
  }
  const group: unknown = stage['$group'];
  if (!isDocument(group)) return undefined;
  const [[idName, id] = [], [field, accumulator] = [], ...others] = Object.entries(group) as [
    string,
    unknown,
  ][];
  const constant = id === null || typeof id === 'number';
  if (idName !== '_id' || !constant || field === undefined || others.length > 0 || !PLAIN_NAME.test(field)) {
    return undefined;
  }
  const sumsOnes =
    isDocument(accumulator) && Object.keys(accumulator).length === 1 && accumulator['$sum'] === 1;
  return sumsOnes ? (count) => (count === 0 ? [] : [{ _id: id, [field]: count }]) : undefined;
}

const PLAIN_NAME = /^[A-Za-z][A-Za-z0-9]*$/;
