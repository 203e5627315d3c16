import { auditDatabase } from '../audit/audit.ts';
import { withData } from './database.ts';
import { failed, UsageError } from './usage.ts';

/** `choan audit`. Returns the exit code. */
export async function audit(parameters: readonly string[]): Promise<number> {
  if (parameters.length > 0) throw new UsageError('choan audit takes nothing.');
  return withData(async ({ database, stores, place }) => {
    const { counts, problems, passedOver } = await auditDatabase(database, stores, ({ where, message }) =>
      console.error(`${where}: ${message}`),
    );
    if (counts.size === 0) {
      console.error(`There is nothing of Choan in ${place}.`);
      return failed;
    }
    const checked = [...counts].map(([kind, count]) => `${count} ${kind}`).join(', ');
    console.log(`${place}: checked ${checked}.`);
    console.log(`Not looked at: ${passedOver.join(', ')}.`);
    console.log(problems === 0 ? 'No problem was found.' : `Problems found: ${problems}.`);
    return problems === 0 ? 0 : failed;
  });
}
