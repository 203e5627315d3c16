/** What one operation took, again and again. Times in microseconds. */
export interface Figures {
  p50: number;
  p99: number;
  /** Of all callers together. */
  perSecond: number;
  count: number;
}

export interface Effort {
  /** Stops after this time, or after `most` runs, whichever comes first. */
  milliseconds: number;
  most?: number;
  /** Callers at the same time. */
  callers?: number;
}

/** Runs an operation until the effort is spent, after a short warm-up that isn't counted. */
export async function measure(
  operation: (run: number) => Promise<unknown>,
  effort: Effort,
): Promise<Figures> {
  let run = 0;
  const warmUp = performance.now() + effort.milliseconds / 4;
  while (performance.now() < warmUp && run < (effort.most ?? Infinity) / 4) await operation(run++);
  const times: number[] = [];
  const startedAt = performance.now();
  const end = startedAt + effort.milliseconds;
  const most = effort.most ?? Infinity;
  const call = async (): Promise<void> => {
    for (let now = performance.now(); now < end && times.length < most;) {
      await operation(run++);
      const after = performance.now();
      times.push((after - now) * 1000);
      now = after;
    }
  };
  await Promise.all(Array.from({ length: effort.callers ?? 1 }, call));
  const seconds = (performance.now() - startedAt) / 1000;
  return { ...quantiles(times), perSecond: times.length / seconds, count: times.length };
}

export function quantiles(times: number[]): { p50: number; p99: number } {
  const sorted = [...times].sort((left, right) => left - right);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
  return { p50: at(0.5), p99: at(0.99) };
}
