import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { openApplication } from './application.ts';
import { measureDraft } from './drafts.ts';
import { measurePlan } from './plans.ts';
import { circumstances, print, taker, type Report } from './report.ts';

const USAGE = 'usage: npm run bench:history -- [--json FILE] [--entries 1000,10000,100000] [--tasks 10,100]';

function numbers(text: string): number[] {
  const list = text === '' ? [] : text.split(',').map(Number);
  if (!list.every((value) => Number.isSafeInteger(value) && value > 0)) throw new RangeError(USAGE);
  return list;
}

const { values } = parseArgs({
  options: {
    json: { type: 'string' },
    entries: { type: 'string', default: '1000,10000,100000' },
    tasks: { type: 'string', default: '10,100' },
  },
});
const entries = numbers(values.entries);
const tasks = numbers(values.tasks);
const uri = process.env['MONGODB_URI'];
const store =
  uri === undefined || uri === ''
    ? 'embedded store (compiled, in its worker thread), every write on disk before it is answered'
    : 'MongoDB server, write concern majority';
const report: Report = { ...circumstances(store), rows: [] };
const application = await openApplication({ uri: uri === '' ? undefined : uri });
for (const count of entries) await measureDraft(application, count, taker(report.rows));
for (const count of tasks) await measurePlan(application, count, taker(report.rows));
await application.close();
process.stderr.write('\u001b[K');
print(report);
if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(report, null, 2)}\n`);
