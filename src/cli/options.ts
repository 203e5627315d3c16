import { parseArgs } from 'node:util';
import { UsageError } from './usage.ts';

export interface Options {
  readonly values: Readonly<Record<string, string | undefined>>;
  readonly positionals: readonly string[];
}

/** Parameters of a command, with those of the options `names`, each given once at most. Throws UsageError. */
export function options(parameters: readonly string[], names: readonly string[]): Options {
  try {
    const { values, positionals } = parseArgs({
      args: [...parameters],
      options: Object.fromEntries(names.map((name) => [name, { type: 'string', multiple: true }] as const)),
      allowPositionals: true,
    });
    const given = values as Readonly<Record<string, string[] | undefined>>;
    const twice = names.find((name) => (given[name]?.length ?? 0) > 1);
    if (twice !== undefined) throw new UsageError(`--${twice} is given twice.`);
    return { values: Object.fromEntries(names.map((name) => [name, given[name]?.[0]])), positionals };
  } catch (error) {
    if (error instanceof UsageError || !(error instanceof TypeError)) throw error;
    throw new UsageError(error.message, { cause: error });
  }
}
