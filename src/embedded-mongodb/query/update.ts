import type { Document } from 'bson';
import { commandError, guarded } from '../errors.ts';
import { equalValues, identicalValues } from './compare.ts';
import { documentOf, fieldNames, hasField, isDocument } from './document.ts';
import { withoutPauses } from './pause.ts';
import { runPipeline } from './pipeline.ts';
import { checkStorable, cloneValue } from './storable.ts';
import { fillTimestamps } from './timestamp.ts';
import { compileModifiers } from './update-modifiers.ts';
import { documentOfFilter } from './upsert.ts';

export interface CompiledUpdate {
  isReplacement: boolean;
  /** The changed document; the very one given when nothing changes. */
  apply(document: Document, now: { date: Date }): Document;
  /** The document that is inserted when the filter finds none; it may lack an _id. */
  forUpsert(now: { date: Date }): Document;
}

export interface UpdateOptions {
  filter: Document;
  arrayFilters?: Document[];
  let?: Document;
}

/** Makes one document of another. `matched` is the stored one, undefined for an upsert. */
type Change = (document: Document, how: { matched: Document | undefined; now: Date }) => Changed;

interface Changed {
  after: Document;
  /** True when it counts as modified even if it is the same. */
  counts: boolean;
}

/**
 * An update in one of its three forms: operators, a replacement, or a pipeline.
 * Throws MongoDB's errors for what isn't an update; so do `apply` and `forUpsert` for what the document doesn't allow.
 */
export function compileUpdate(update: Document | Document[], options: UpdateOptions): CompiledUpdate {
  const isPipeline = Array.isArray(update);
  const isReplacement = !isPipeline && fieldNames(update)[0]?.startsWith('$') !== true;
  if (
    options.arrayFilters !== undefined &&
    options.arrayFilters.length > 0 &&
    (isPipeline || isReplacement)
  ) {
    throw commandError('FailedToParse', 'arrayFilters may not be specified for this kind of update');
  }
  const change: Change = isPipeline
    ? pipelineChange(update, options)
    : isReplacement
      ? replacementChange(update)
      : modifierChange(update, options);
  return {
    isReplacement,
    apply: (document, { date }) => {
      const { after, counts } = guarded('the update', () =>
        change(document, { matched: document, now: date }),
      );
      if (!hasField(after, '_id') || !equalValues(after['_id'], document['_id'])) throw immutableId(after);
      return !counts && identicalValues(after, document) ? document : after;
    },
    forUpsert: ({ date }) => {
      const start = documentOfFilter(options.filter, isReplacement);
      const { after: made } = guarded('the update', () => change(start, { matched: undefined, now: date }));
      if (hasField(start, '_id') && !equalValues(made['_id'], start['_id'])) throw immutableId(made);
      return made;
    },
  };
}

function immutableId(after: Document): Error {
  return commandError(
    'ImmutableField',
    hasField(after, '_id')
      ? "Performing an update on the path '_id' would modify the immutable field '_id'"
      : "After applying the update, the (immutable) field '_id' was found to have been removed",
  );
}

function modifierChange(update: Document, options: UpdateOptions): Change {
  const modify = compileModifiers(update, options);
  return (document, how) => {
    const after = cloneValue(document);
    const counts = modify(after, how);
    return { after, counts };
  };
}

/** The new fields after the _id, which stays. */
function replacementChange(replacement: Document): Change {
  checkStorable(replacement, '');
  return (document) => {
    const id: [string, unknown][] = hasField(document, '_id')
      ? [['_id', document['_id']]]
      : hasField(replacement, '_id')
        ? [['_id', replacement['_id']]]
        : [];
    if (
      hasField(document, '_id') &&
      hasField(replacement, '_id') &&
      !equalValues(document['_id'], replacement['_id'])
    ) {
      throw immutableId(replacement);
    }
    const rest = fieldNames(replacement).filter((name) => name !== '_id');
    const after = documentOf([
      ...id,
      ...rest.map((name): [string, unknown] => [name, cloneValue(replacement[name] as unknown)]),
    ]);
    fillTimestamps(after);
    return { after, counts: false };
  };
}

const PIPELINE_STAGES: ReadonlySet<string> = new Set([
  '$addFields',
  '$set',
  '$project',
  '$unset',
  '$replaceRoot',
  '$replaceWith',
]);

function pipelineChange(pipeline: Document[], options: UpdateOptions): Change {
  for (const stage of pipeline as unknown[]) {
    const [name] = isDocument(stage) ? fieldNames(stage) : [];
    if (name === undefined || fieldNames(stage as Document).length !== 1) {
      throw commandError(40323, 'A pipeline stage specification object must contain exactly one field.');
    }
    if (!PIPELINE_STAGES.has(name)) {
      throw commandError('InvalidOptions', `${name} is not allowed to be used within an update`);
    }
  }
  return (document, { now }) => {
    const [result] = withoutPauses(
      runPipeline(pipeline, {
        source: [cloneValue(document)],
        collection: () => [],
        ...(options.let === undefined ? {} : { let: options.let }),
        now,
      }),
    );
    const after = result ?? {};
    const kept = hasField(document, '_id') && !hasField(after, '_id');
    const whole = kept
      ? documentOf([
          ['_id', document['_id']],
          ...fieldNames(after).map((name): [string, unknown] => [name, after[name]]),
        ])
      : after;
    checkStorable(whole, '');
    return { after: whole, counts: false };
  };
}
