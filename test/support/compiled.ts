import { inject } from 'vitest';

let compilation: Promise<void> | null = null;

/**
 * Resolves once dist/ is what src/ says, so that a test can start a program as an operator does. A process that reads
 * TypeScript takes several times as long to start. Throws with what the compiler says of src/.
 */
export function compiled(): Promise<void> {
  return (compilation ??= compile());
}

/** The run compiles once, for whichever file asks first: two at once would delete what the other one has begun to use. */
async function compile(): Promise<void> {
  const response = await fetch(inject('compilerUrl'));
  if (!response.ok) throw new Error(`src/ could not be compiled:\n${await response.text()}`);
}
