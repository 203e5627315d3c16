import { parentPort } from 'node:worker_threads';
import { FoldDocuments } from './fold-documents.ts';
import type { FoldJob, FoldReply } from './fold-messages.ts';

/** The worker thread's side of `createFolding`: answers one job after the other until the thread is ended. */
function main(): void {
  if (parentPort === null) throw new Error('This is not started as a worker thread.');
  const port = parentPort;
  const documents = new FoldDocuments();
  const answer = ({ id, request }: FoldJob): FoldReply => {
    try {
      return { id, ...documents.answer(request) };
    } catch (error) {
      const { message, stack } = error as Error;
      return { id, outcome: 'FAILED', message, stack };
    }
  };
  port.on('message', (job: FoldJob) => {
    const reply = answer(job);
    const bytes = reply.outcome === 'DONE' && reply.result instanceof Uint8Array ? [reply.result.buffer] : [];
    port.postMessage(reply, bytes);
  });
}

main();
