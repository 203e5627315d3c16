import type { Logger } from './observability/logger.ts';

/** What has been opened, to be closed in the reverse order. */
export class OpenParts {
  readonly #parts: { readonly name: string; readonly close: () => Promise<void> }[] = [];
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  add(name: string, close: () => Promise<void>): void {
    this.#parts.push({ name, close });
  }

  /** Closes all of them, even when one fails; throws the first failure afterwards. */
  async close(): Promise<void> {
    const failures: unknown[] = [];
    for (const { name, close } of this.#parts.splice(0).reverse()) {
      try {
        await close();
      } catch (error) {
        this.#logger.error({ err: error, part: name }, 'a part could not be closed');
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }
}
