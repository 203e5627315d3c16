import { vi } from 'vitest';
import type { Collaboration } from './collaboration.ts';

/** From now on drafts are read from the database when `read` is called, and not before. `vi.restoreAllMocks` ends it. */
export function holdLoads({ reader }: Pick<Collaboration, 'reader'>) {
  const load = reader.load.bind(reader);
  let read: () => void = () => undefined;
  const reading = new Promise<void>((resolve) => (read = resolve));
  const loads = vi.spyOn(reader, 'load').mockImplementation(async (...parameters) => {
    await reading;
    return load(...parameters);
  });
  return { loads, read: () => read() };
}
