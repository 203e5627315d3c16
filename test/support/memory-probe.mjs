/** Loaded into a process before its program: answers each message of the parent with the memory in use, after a collection. */
process.on('message', () => {
  globalThis.gc?.();
  process.send?.(process.memoryUsage());
});
