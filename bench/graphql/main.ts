import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fanout } from './fanout.ts';
import { mixed } from './mixed.ts';
import { page } from './page.ts';
import { circumstances, printCircumstances, printScenario, type Plan, type Row } from './report.ts';
import { seedStore } from './seed.ts';
import { serverNames } from './serving.ts';

const scenarios = [fanout, mixed, page];
const scenarioNames = scenarios.map(({ name }) => name);

const usage = `usage: npm run bench:graphql -- [--quick] [--only ${scenarioNames.join(',')}]
  [--servers "${serverNames.join(';')}"] [--rounds 3] [--json FILE]`;

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', default: scenarioNames.join(',') },
    servers: { type: 'string', default: serverNames.join(';') },
    rounds: { type: 'string' },
    json: { type: 'string' },
  },
});

/** The items of a list on the command line, each of which must be one of `known`. */
function listOf<T extends string>(words: readonly string[], known: readonly T[]): T[] {
  return words.map((word) => {
    const found = known.find((one) => one === word.trim());
    if (found === undefined) throw new RangeError(`"${word}" is not known.\n${usage}`);
    return found;
  });
}

const rounds = Number(values.rounds ?? (values.quick ? 1 : 3));
if (!Number.isSafeInteger(rounds) || rounds < 1) throw new RangeError(usage);
const plan: Plan = {
  rounds,
  quick: values.quick,
  // One of the names has a comma in it.
  servers: listOf(values.servers.split(';'), serverNames),
  progress: (text) => void (process.stderr.isTTY && process.stderr.write(`\r\u001b[K${text}`)),
};
const chosen = listOf(values.only.split(','), scenarioNames);
const made = circumstances();
printCircumstances(made);
const folder = await mkdtemp(join(tmpdir(), 'bench-graphql-seed-'));
const rows: Row[] = [];
try {
  plan.progress('making the data');
  const seed = { ...(await seedStore(folder)), folder };
  for (const scenario of scenarios) {
    if (!chosen.includes(scenario.name)) continue;
    const measured = await scenario.run(plan, seed);
    plan.progress('');
    printScenario(scenario.title, scenario.columns, measured);
    rows.push(...measured);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
if (values.json !== undefined)
  await writeFile(values.json, `${JSON.stringify({ ...made, rows }, null, 2)}\n`);
