import { createFolding } from '../../src/collaboration/folding.ts';

/** One folding worker for all engines of a test file: a thread that reads TypeScript takes a while to start. */
export const sharedFolding = createFolding();
