// Loaded into every server that is measured (`node --expose-gc --import probe.mjs …`). Tells the benchmark what only the
// process itself knows, ends with the benchmark, and names the store's thread, so that its CPU can be told apart.
import { writeFileSync } from 'node:fs';
import { isMainThread, workerData } from 'node:worker_threads';

if (isMainThread) {
  process.on('message', (message) => {
    if (message !== 'memory') return;
    // Twice: what a finalizer lets go is collected by the second.
    globalThis.gc();
    globalThis.gc();
    const { heapUsed, external } = process.memoryUsage();
    process.send({ kind: 'memory', live: heapUsed + external });
  });
  process.on('disconnect', () => process.exit(1));
  process.channel.unref();
} else if (workerData?.engine !== undefined) {
  // The embedded store's worker (src/embedded-mongodb/worker-messages.ts); Choan has others.
  writeFileSync('/proc/thread-self/comm', 'store');
}
