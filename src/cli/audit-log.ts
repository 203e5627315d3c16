import { once } from 'node:events';
import { withData } from './database.ts';
import { options } from './options.ts';
import { UsageError } from './usage.ts';

/**
 * `choan audit-log [--since TIME] [--until TIME]`: writes the audit log as JSON Lines (https://jsonlines.org) to the
 * standard output, in the order of time. Returns the exit code.
 */
export async function auditLog(parameters: readonly string[]): Promise<number> {
  const { values, positionals } = options(parameters, ['since', 'until']);
  if (positionals.length > 0) throw new UsageError('choan audit-log takes no names.');
  const period = { since: timeOf('since', values['since']), until: timeOf('until', values['until']) };
  // Whoever reads it has had enough, as `head` has.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  return withData(async ({ stores }) => {
    for await (const entry of stores.auditLog.read(period))
      if (!process.stdout.write(`${JSON.stringify(entry)}\n`)) await once(process.stdout, 'drain');
    return 0;
  });
}

/** ISO 8601: a day, which begins in UTC, or a time with its offset. */
function timeOf(name: string, text: string | undefined): Date | null {
  if (text === undefined) return null;
  const time = new Date(text);
  if (!/^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/.test(text) || isNaN(time.getTime()))
    throw new UsageError(`--${name} must be a day or a time, e.g. 2026-03-01 or 2026-03-01T09:00:00+09:00.`);
  return time;
}
