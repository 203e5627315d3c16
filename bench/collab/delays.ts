/** Milliseconds of one step, and the number of steps: 0 to 20 s, the last one has all above. */
const step = 0.02;
const steps = 1_000_000;

/** A distribution of delays in milliseconds, to a fiftieth of one; takes millions without making garbage. */
export class Delays {
  readonly #counts = new Uint32Array(steps);
  count = 0;

  add(milliseconds: number): void {
    this.#counts[Math.min(steps - 1, Math.max(0, Math.floor(milliseconds / step)))]! += 1;
    this.count += 1;
  }

  /** The delay below which this share lies; NaN when there is none. */
  quantile(share: number): number {
    if (this.count === 0) return NaN;
    let below = 0;
    for (let at = 0; at < steps; at += 1) {
      below += this.#counts[at]!;
      if (below > share * (this.count - 1)) return (at + 1) * step;
    }
    return NaN;
  }
}
