/** True under `npm run soak`, where tests that take long do all that they are meant to. */
export const soaking = process.env['SOAK'] === '1';

/** How much of something a test does: `short` in `npm test`, `full` under `npm run soak`. */
export function scale(short: number, full: number): number {
  return soaking ? full : short;
}

/** Seed of a random test: that of the environment variable, to repeat a run, otherwise a new one. Print it. */
export function seedFrom(variable: string): number {
  return Number(process.env[variable] ?? Math.floor(Math.random() * 2 ** 31));
}

/** Time limit of a test that can be long, in milliseconds. */
export const longTest = scale(300_000, 7_200_000);

/** Prints a figure that a test measured, past the reporter. */
export function report(line: string): void {
  process.stdout.write(`${line}\n`);
}
