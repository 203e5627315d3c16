import type { Document } from 'bson';
import { CommandError } from '../errors.ts';
import type { StatementResults } from '../engine/session-records.ts';
import type { WriteTarget } from '../engine/records.ts';
import type { CommandContext } from './command.ts';
import { checkInterrupted, readerOf, TURN_MS, Turns, write } from './execution.ts';
import { DocumentChange, type Modification, type Modified, type Progress } from './modify.ts';
import { WriteErrors } from './write-batch.ts';

/** The statements of an update or delete command. */
export interface Statements {
  count: number;
  /** The first one that fails is the last one. */
  ordered: boolean;
  /** Their ids in a retryable write. */
  ids: number[] | undefined;
  /** What a statement asks for. Throws CommandError for what can't be done. */
  modification(index: number): Modification;
  /** What is recorded of a statement that has done something, and given to `take`. */
  describe(result: Modified): Document;
  /** Takes a statement's result, or what was recorded of it when it had been done before. */
  take(index: number, result: Document): void;
}

/** Errors that end the command, not only the statement. */
function isFatal(error: unknown): boolean {
  return (
    !(error instanceof CommandError) ||
    [
      'WriteConflict',
      'MaxTimeMSExpired',
      'Interrupted',
      'InterruptedAtShutdown',
      'CommandNotSupported',
    ].includes(error.codeName)
  );
}

/**
 * Carries statements out one after the other. As many as can be done before it is the others' turn are one commit,
 * together with their results: after a crash either both are there or neither is, and what is asked for again is done
 * once. Throws what ends the command; the errors of single statements are returned.
 */
export async function carryOut(context: CommandContext, statements: Statements): Promise<WriteErrors> {
  const run = new StatementRun(context, statements);
  const turns = new Turns(context);
  while (!run.ended) {
    checkInterrupted(context);
    await turns.pause();
    await write(context, (target) => run.step(target));
    await run.lookApart();
  }
  return run.errors;
}

/** Statements under way. */
class StatementRun {
  readonly errors = new WriteErrors();
  private readonly context: CommandContext;
  private readonly statements: Statements;
  private readonly recorded: StatementResults;
  private index = 0;
  private change: DocumentChange | undefined;
  private hasToLookApart = false;

  constructor(context: CommandContext, statements: Statements) {
    this.context = context;
    this.statements = statements;
    // Read once: nobody else writes the results of this session meanwhile.
    const { ids } = statements;
    this.recorded = ids === undefined ? {} : { ...context.session?.results(readerOf(context)) };
  }

  get ended(): boolean {
    return this.index >= this.statements.count;
  }

  /** One commit's worth of statements. A step that has to wait for a transaction goes on where it was. */
  step(target: WriteTarget): void {
    const until = performance.now() + TURN_MS;
    const done: StatementResults = {};
    const first = this.index;
    try {
      while (!this.ended) {
        const progress = this.next(target, { until, done });
        if (progress !== 'done') {
          // What had less than a whole turn may be quick.
          this.hasToLookApart = progress === 'still looking' && this.index === first;
          return;
        }
        if (performance.now() >= until) return;
      }
    } finally {
      if (Object.keys(done).length > 0) this.context.session?.recordResults(target.writer, done);
    }
  }

  /** Looks for the documents of a statement for which a step is too short. */
  async lookApart(): Promise<void> {
    if (!this.hasToLookApart) return;
    this.hasToLookApart = false;
    try {
      await this.change?.lookApart();
    } catch (error) {
      this.fail(error);
    }
  }

  private next(target: WriteTarget, of: { until: number; done: StatementResults }): Progress {
    const { statements, index, recorded } = this;
    const id = statements.ids?.[index];
    if (id !== undefined && Object.hasOwn(recorded, String(id))) {
      this.finish(recorded[String(id)]!);
      return 'done';
    }
    try {
      this.change ??= new DocumentChange(this.context, statements.modification(index));
      const progress = this.change.step(target, of.until);
      if (progress !== 'done') return progress;
    } catch (error) {
      this.fail(error);
      return 'done';
    }
    const result = statements.describe(this.change.result);
    if (id !== undefined && this.change.countsAsDone) recorded[String(id)] = of.done[String(id)] = result;
    this.finish(result);
    return 'done';
  }

  private finish(result: Document): void {
    this.statements.take(this.index, result);
    this.change = undefined;
    this.index++;
  }

  private fail(error: unknown): void {
    if (isFatal(error)) throw error;
    this.errors.add(this.index, error as CommandError);
    this.change = undefined;
    this.index = this.statements.ordered ? this.statements.count : this.index + 1;
  }
}
