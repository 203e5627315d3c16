import { ObjectId, type Document } from 'bson';
import { isDocument } from '../engine/index-keys.ts';
import { commandError } from '../errors.ts';
import type { Pausing } from '../query/pause.ts';
import type { CommandContext } from './command.ts';

/** A pipeline's last stage that writes. */
export interface Output {
  stage: '$out' | '$merge';
  specification: unknown;
}

/** Separates $out or $merge from the stages before it. Throws when it isn't the last one. */
export function splitOutput(pipeline: Document[]): { stages: Document[]; output: Output | undefined } {
  for (const [at, stage] of pipeline.entries()) {
    for (const name of ['$out', '$merge'] as const) {
      if (!Object.hasOwn(stage, name)) continue;
      if (at !== pipeline.length - 1)
        throw commandError(40601, `${name} can only be the final stage in the pipeline`);
      return { stages: pipeline.slice(0, -1), output: { stage: name, specification: stage[name] } };
    }
  }
  return { stages: pipeline, output: undefined };
}

/** Carries out the writing stage. */
export async function writeOutput(
  context: CommandContext,
  output: Output,
  documents: Pausing<Document>,
): Promise<void> {
  if (context.transaction !== undefined) {
    throw commandError(
      'OperationNotSupportedInTransaction',
      `${output.stage} cannot be used in a transaction`,
    );
  }
  void documents;
  void ObjectId;
  void isDocument;
  await Promise.reject(commandError('CommandNotSupported', `${output.stage} is not supported`));
}
