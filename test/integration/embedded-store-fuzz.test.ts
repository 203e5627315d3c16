import { expect, it } from 'vitest';
import { fuzzStore } from '../support/wire-fuzz-run.ts';

/** `FUZZ_SEED` repeats the frames of a run; `npm run soak:store` sends 100,000 to each. */
const seed = Number(process.env['FUZZ_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const frames = Number(process.env['FUZZ_FRAMES'] ?? 3000);

it.each(['socket', 'port'] as const)(
  `${frames} fuzzed frames to a %s neither stop the store nor make it grow, and a driver beside them works (seed ${seed})`,
  async (at) => {
    const { connections, memory } = await fuzzStore({ frames, seed, at });
    const [before, after] = [memory.before, memory.after].map((bytes) => Math.round(bytes / 1e6));
    process.stdout.write(
      `${frames} frames on ${connections} connections to a ${at}; resident memory ${String(before)} MB after a fifth of them, ${String(after)} MB after all\n`,
    );
    // In the full form, keeping the bytes of every frame (311 MB) would show.
    expect(memory.after - memory.before).toBeLessThan(100e6);
  },
  1_800_000,
);
