import { defineConfig } from 'vitest/config';

export default defineConfig({
  // As Node resolves it. Vite would take the ES module build, and GraphQL refuses objects of another copy of itself.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    include: ['test/**/*.test.ts'],
    // Real servers and real sockets: generous limits for a loaded two-core machine, never a sleep.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    globalSetup: ['test/support/global-setup.ts'],
    maxWorkers: 2,
    // The files that a worker runs share its modules: loading them anew for each took half of the time of test/unit.
    isolate: false,
    reporters: ['default'],
  },
});
