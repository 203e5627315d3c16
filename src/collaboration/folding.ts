import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Worker, type ResourceLimits } from 'node:worker_threads';
import type { NewEvent } from '../activity/event.ts';
import type { TextDifference } from '../content/index.ts';
import type { Blame } from '../domain/draft/blame.ts';
import type { BlameSource } from '../domain/draft/blame-reader.ts';
import type { DraftText, TextSource } from '../domain/draft/draft-texts.ts';
import type { LogHead } from '../domain/draft/store.ts';
import {
  packUpdates,
  transferOf,
  type FoldJob,
  type FoldOutcome,
  type FoldReply,
  type FoldRequest,
  type FoldResults,
  type PackedText,
} from './fold-messages.ts';
import type { MemberEntry } from './member-batches.ts';
import type { DescribedDraft } from './window-description.ts';

/** A window of a draft's log could not be folded: the worker ended, or failed at it. It may be tried again. */
export class FoldingError extends Error {
  override readonly name = 'FoldingError';
}

export interface FoldingOptions {
  /** Memory of the worker thread; Node's own limits when not given. */
  readonly resourceLimits?: ResourceLimits;
}

/** Reads a draft's content as updates in their order, for when the worker doesn't have it. */
type ReadContent = () => Promise<readonly Uint8Array[]>;

interface Waiting {
  readonly resolve: (reply: FoldReply) => void;
  readonly reject: (error: FoldingError) => void;
}

/**
 * Folds logs of drafts in a worker thread of its own, so that this thread holds none of their documents and serves on
 * while a large one is read. The thread is started when it is first needed, and again after it has died; what it was
 * asked for then fails with {@link FoldingError}.
 */
export function createFolding(options: FoldingOptions = {}) {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | null = null;
  let lastId = 0;

  function start(): Worker {
    const started = startWorker(options);
    const onEnd = (reason: string) => {
      if (worker !== started) return;
      worker = null;
      const asked = [...waiting.values()];
      waiting.clear();
      for (const { reject } of asked) reject(new FoldingError(`The folding worker ended: ${reason}`));
    };
    started.on('message', (reply: FoldReply) => {
      const asked = waiting.get(reply.id);
      waiting.delete(reply.id);
      // A process may end while nothing is being folded.
      if (waiting.size === 0) started.unref();
      asked?.resolve(reply);
    });
    started.on('error', (error: unknown) => onEnd(error instanceof Error ? error.message : String(error)));
    started.on('exit', (code) => onEnd(`exit code ${code}.`));
    return started;
  }

  function send(request: FoldRequest): Promise<FoldReply> {
    return new Promise((resolve, reject) => {
      worker ??= start();
      const job: FoldJob = { id: (lastId += 1), request };
      waiting.set(job.id, { resolve, reject });
      worker.ref();
      worker.postMessage(job, transferOf(request));
    });
  }

  async function ask<Kind extends keyof FoldResults>(
    request: FoldRequest & { readonly kind: Kind },
  ): Promise<FoldOutcome<FoldResults[Kind]>> {
    const reply = await send(request);
    if (reply.outcome === 'FAILED') throw new FoldingError(reply.message, { cause: reply.stack });
    // The worker answers with what belongs to the kind of the request.
    return reply as FoldOutcome<FoldResults[Kind]>;
  }

  return {
    /**
     * What each member changed in `entries`, which are those from `from` to `to`, as `DRAFT_CHANGED` events. `base` is
     * the content at `from` when the caller has it; otherwise `readBase` is called when the worker lacks it. Throws
     * {@link FoldingError}, or what `readBase` throws.
     */
    async describe(
      window: {
        readonly draft: DescribedDraft;
        readonly from: LogHead;
        readonly to: LogHead;
        readonly entries: readonly MemberEntry[];
      },
      base: readonly Uint8Array[] | null,
      readBase: ReadContent,
    ): Promise<readonly NewEvent[]> {
      const { id, planId, subcommitteeId, keyTaskId } = window.draft;
      const describe = (content: readonly Uint8Array[] | null, keepDeleted: boolean) =>
        ask({
          kind: 'describe',
          draft: { id, planId, subcommitteeId, keyTaskId },
          from: headOf(window.from),
          to: headOf(window.to),
          window: {
            entries: window.entries.map(({ sequence, memberId }) => ({ sequence, memberId })),
            updates: packUpdates(window.entries.map(({ update }) => update)),
          },
          base: content === null ? null : packUpdates(content),
          keepDeleted,
        });
      let reply = await describe(base, false);
      if (reply.outcome === 'UNKNOWN') reply = await describe(await readBase(), false);
      if (reply.outcome === 'CONTRADICTORY') reply = await describe(await readBase(), true);
      return resultOf(reply);
    },

    /**
     * All content at `head` as one update. `readBase` gives it when the worker lacks it. Throws {@link FoldingError}, or
     * what `readBase` throws.
     */
    async snapshot(draftId: string, head: LogHead, readBase: ReadContent): Promise<Uint8Array> {
      const snapshot = (content: readonly Uint8Array[] | null) =>
        ask({
          kind: 'snapshot',
          draftId,
          head: headOf(head),
          base: content === null ? null : packUpdates(content),
        });
      const reply = await snapshot(null);
      return resultOf(reply.outcome === 'UNKNOWN' ? await snapshot(await readBase()) : reply);
    },

    /** Lets go of what is kept of the draft. */
    forget(draftId: string): void {
      // What a worker that ends had is gone as well.
      if (worker !== null) ask({ kind: 'forget', draftId }).catch(() => undefined);
    },

    /** Throws {@link FoldingError}. */
    async blame({ content, records, upTo }: BlameSource): Promise<Blame> {
      const request = { content: packUpdates(content), records: packUpdates(records), upTo };
      return resultOf(await ask({ kind: 'blame', ...request }));
    },

    /** What a draft with this content says. Throws {@link FoldingError}. */
    async text(content: readonly Uint8Array[]): Promise<DraftText> {
      return resultOf(await ask({ kind: 'text', content: packUpdates(content) }));
    },

    /**
     * What makes `after` out of `before`; null when one of them is nested too deeply. Throws {@link FoldingError}.
     */
    async compare(before: TextSource, after: TextSource): Promise<TextDifference | null> {
      return resultOf(await ask({ kind: 'compare', before: packText(before), after: packText(after) }));
    },

    /** True while something is asked for and not answered. */
    get busy(): boolean {
      return waiting.size > 0;
    },

    /** Ends the thread. What was asked for and isn't answered fails. */
    async close(): Promise<void> {
      await worker?.terminate();
    },
  };
}

export type Folding = ReturnType<typeof createFolding>;

function resultOf<Result>(reply: FoldOutcome<Result>): Result {
  if (reply.outcome === 'DONE') return reply.result;
  throw new FoldingError(`The folding worker answered ${reply.outcome} to a request that has all.`);
}

function packText(text: TextSource): PackedText {
  return 'form' in text ? text : { title: text.title, content: packUpdates(text.content) };
}

/** Without what else a place in a log carries, an entry's update say. */
function headOf({ sequence, hash }: LogHead): LogHead {
  return { sequence, hash };
}

/** Compiled, the worker is JavaScript; from source, it first has to learn TypeScript. */
function startWorker({ resourceLimits }: FoldingOptions): Worker {
  const limits = resourceLimits === undefined ? {} : { resourceLimits };
  if (!import.meta.url.endsWith('.ts'))
    return new Worker(new URL('./fold-worker.js', import.meta.url), limits);
  const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx/esm/api')).href;
  const entry = new URL('./fold-worker.ts', import.meta.url).href;
  const start = `import(${JSON.stringify(loader.replace(/cjs$/, 'mjs'))}).then(({ register }) => { register(); return import(${JSON.stringify(entry)}); })`;
  return new Worker(start, { eval: true, execArgv: [], ...limits });
}
