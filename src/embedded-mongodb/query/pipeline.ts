import type { Document } from 'bson';
import { commandError } from '../errors.ts';
import { fieldNames, isDocument } from './document.ts';
import { withPauses, type Pausing } from './pause.ts';
import type { PipelineContext, Stage, StageCompiler } from './stage.ts';
import { bucketAuto } from './stage-bucket-auto.ts';
import { graphLookup } from './stage-graph.ts';
import { bucket, group, sortByCount } from './stage-group.ts';
import { facet, lookup, unionWith } from './stage-join.ts';
import {
  addFields,
  count,
  limit,
  match,
  project,
  replaceRoot,
  sample,
  skip,
  sort,
  unset,
  unwind,
} from './stages.ts';

const STAGES: Readonly<Record<string, StageCompiler>> = {
  $match: match,
  $project: project,
  $addFields: addFields,
  $set: addFields,
  $unset: unset,
  $sort: sort,
  $limit: limit,
  $skip: skip,
  $count: count,
  $sample: sample,
  $replaceRoot: replaceRoot,
  $replaceWith: (operand, context) => replaceRoot({ newRoot: operand }, context),
  $unwind: unwind,
  $group: group,
  $bucket: bucket,
  $bucketAuto: bucketAuto,
  $sortByCount: sortByCount,
  $lookup: lookup,
  $graphLookup: graphLookup,
  $facet: facet,
  $unionWith: unionWith,
};

/** MongoDB's other stages; the ones that write are the aggregate command's. */
const REFUSED: ReadonlySet<string> = new Set([
  '$redact',
  '$geoNear',
  '$indexStats',
  '$collStats',
  '$planCacheStats',
  '$currentOp',
  '$listSessions',
  '$listLocalSessions',
  '$changeStream',
  '$search',
  '$out',
  '$merge',
]);

/**
 * The stages of a pipeline as one function. The expressions and accumulators in them are mingo's, corrected in
 * expression-corrected.ts; the stages themselves are here, because mingo's keep neither the order of fields nor BSON's
 * types, and make one group of what MongoDB keeps apart. Throws MongoDB's errors.
 */
export function compilePipeline(pipeline: readonly unknown[], context: PipelineContext): Stage {
  const stages = pipeline.map((stage) => compileStage(stage, context));
  return (documents) =>
    stages.reduce<Pausing<Document>>((input, stage) => withPauses(stage(input)), withPauses(documents));
}

function compileStage(stage: unknown, context: PipelineContext): Stage {
  if (!isDocument(stage))
    throw commandError('TypeMismatch', "Each element of the 'pipeline' array must be an object");
  const names = fieldNames(stage);
  const [name] = names;
  if (name === undefined || names.length !== 1) {
    throw commandError(40323, 'A pipeline stage specification object must contain exactly one field.');
  }
  const compile = Object.hasOwn(STAGES, name) ? STAGES[name] : undefined;
  if (compile !== undefined) return compile(stage[name], { ...context, compile: compilePipeline });
  if (REFUSED.has(name)) throw commandError('CommandNotSupported', `the stage ${name} is not supported`);
  throw commandError(40324, `Unrecognized pipeline stage name: '${name}'`);
}

/** Runs a pipeline over the documents of `source`. */
export function runPipeline(
  pipeline: readonly unknown[],
  context: PipelineContext & { source: Pausing<Document> },
): Pausing<Document> {
  return compilePipeline(pipeline, context)(context.source);
}
