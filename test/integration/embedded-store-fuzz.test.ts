import { expect, it } from 'vitest';
import { report, scale, seedFrom } from '../support/soak.ts';
import { fuzzStore } from '../support/wire-fuzz-run.ts';

/** `FUZZ_SEED` repeats the frames of a run. */
const seed = seedFrom('FUZZ_SEED');
const frames = scale(3000, 100_000);

it.each(['socket', 'port'] as const)(
  `${frames} fuzzed frames to a %s neither stop the store nor make it grow, and a driver beside them works (seed ${seed})`,
  async (at) => {
    const { connections, memory } = await fuzzStore({ frames, seed, at });
    const [before, after] = [memory.before, memory.after].map((bytes) => Math.round(bytes / 1e6));
    report(
      `${frames} frames on ${connections} connections to a ${at}; resident memory ${String(before)} MB after a fifth of them, ${String(after)} MB after all`,
    );
    // In the full form, keeping the bytes of every frame (311 MB) would show.
    expect(memory.after - memory.before).toBeLessThan(100e6);
  },
  1_800_000,
);
