import type { Document } from 'bson';
import type { Variables } from './expression.ts';
import type { Pausing } from './pause.ts';

/** What a pipeline can reach beside the documents that go through it. */
export interface PipelineContext extends Variables {
  /** All documents of another collection of the database. */
  collection(name: string): Pausing<Document>;
  /**
   * Those that may have one of these values (strings, numbers, ids, dates, booleans) at the path, and perhaps others;
   * undefined when no index tells which they are.
   */
  indexed?(name: string, wanted: { path: string; values: unknown[] }): Pausing<Document> | undefined;
}

/** A compiled stage, or several as one. It hands on the pauses that come to it. */
export type Stage = (documents: Pausing<Document>) => Pausing<Document>;

/** What a stage can reach: it may hold pipelines of its own. */
export interface StageContext extends PipelineContext {
  compile(pipeline: readonly unknown[], context: PipelineContext): Stage;
}

/** Makes a stage of its operand. Throws MongoDB's errors, also when no document ever comes. */
export type StageCompiler = (operand: unknown, context: StageContext) => Stage;
