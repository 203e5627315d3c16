/** Lets work on a draft wait while the draft is held. */
export class HoldGates {
  readonly #held = new Map<string, { count: number; waiting: (() => void)[] }>();

  isHeld(draftId: string): boolean {
    return this.#held.has(draftId);
  }

  /** Resolves when the draft isn't held. It may be again by the time the caller goes on. */
  async released(draftId: string): Promise<void> {
    const held = this.#held.get(draftId);
    if (held !== undefined) await new Promise<void>((resolve) => held.waiting.push(resolve));
  }

  hold(draftId: string): void {
    const held = this.#held.get(draftId);
    if (held === undefined) this.#held.set(draftId, { count: 1, waiting: [] });
    else held.count += 1;
  }

  /** Ends one {@link hold}. */
  release(draftId: string): void {
    const held = this.#held.get(draftId);
    if (held === undefined) return;
    held.count -= 1;
    if (held.count > 0) return;
    this.#held.delete(draftId);
    for (const resume of held.waiting) resume();
  }
}
