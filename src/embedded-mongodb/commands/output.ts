import type { Document } from 'bson';
import { commandError } from '../errors.ts';
import type { CommandContext } from './command.ts';

/** Throws for a pipeline with a stage that writes: this server has none. */
export function refuseOutput(context: CommandContext, pipeline: Document[]): void {
  for (const [at, stage] of pipeline.entries()) {
    for (const name of ['$out', '$merge'] as const) {
      if (!Object.hasOwn(stage, name)) continue;
      if (at !== pipeline.length - 1)
        throw commandError(40601, `${name} can only be the final stage in the pipeline`);
      if (context.transaction !== undefined) {
        throw commandError('OperationNotSupportedInTransaction', `${name} cannot be used in a transaction`);
      }
      throw commandError('CommandNotSupported', `${name} is not supported`);
    }
  }
}
