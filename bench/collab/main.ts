import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Plan, Row } from './measure.ts';
import { circumstances, printCircumstances, printScenario } from './report.ts';
import type { Scenario } from './scenario.ts';
import { history } from './scenarios/history.ts';
import { coldLoad } from './scenarios/cold-load.ts';
import { hotRoom } from './scenarios/hot.ts';
import { idle } from './scenarios/idle.ts';
import { joinStorm } from './scenarios/join-storm.ts';
import { manyRooms } from './scenarios/many-rooms.ts';
import { presence } from './scenarios/presence.ts';
import { realTraces } from './scenarios/traces.ts';
import { serverNames, type Variant } from './servers.ts';

const scenarioNames = ['hot', 'history', 'rooms', 'presence', 'joins', 'cold', 'idle', 'traces'] as const;

const usage = `usage: npm run bench:collab -- [--quick] [--only ${scenarioNames.join(',')}]
  [--servers ${serverNames.join(',')}] [--stores on|off|both] [--rounds 3] [--seconds 4] [--warm-up 6] [--case WORDS] [--json FILE] [--traces FOLDER]`;

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', default: scenarioNames.join(',') },
    servers: { type: 'string', default: serverNames.join(',') },
    stores: { type: 'string', default: 'both' },
    rounds: { type: 'string' },
    seconds: { type: 'string' },
    'warm-up': { type: 'string' },
    json: { type: 'string' },
    case: { type: 'string', default: '' },
    traces: { type: 'string', default: '../shared/traces' },
  },
});

/** The items of a list on the command line, each of which must be one of `known`. */
function listOf<T extends string>(text: string, known: readonly T[]): T[] {
  return text.split(',').map((word) => {
    const found = known.find((name) => name === word.trim());
    if (found === undefined) throw new RangeError(`"${word}" is not known.\n${usage}`);
    return found;
  });
}

function variantsOf(): Variant[] {
  const servers = listOf(values.servers, serverNames);
  const [stores] = listOf(values.stores, ['on', 'off', 'both']);
  return servers.flatMap((server): Variant[] => {
    if (server === 'choan') return [{ server, stores: true }];
    return [
      ...(stores === 'on' ? [] : [{ server, stores: false }]),
      ...(stores === 'off' ? [] : [{ server, stores: true }]),
    ];
  });
}

const plan: Plan = {
  variants: variantsOf(),
  rounds: Number(values.rounds ?? (values.quick ? 1 : 3)),
  duration: Number(values.seconds ?? (values.quick ? 2 : 4)) * 1000,
  warmUp: Number(values['warm-up'] ?? (values.quick ? 2 : 6)) * 1000,
  quick: values.quick,
  only: values.case,
  progress: (text) => void (process.stderr.isTTY && process.stderr.write(`\r\u001b[K${text}`)),
};
const scenarios: readonly Scenario[] = [
  hotRoom,
  history,
  manyRooms,
  presence,
  joinStorm,
  coldLoad,
  idle,
  realTraces(resolve(values.traces)),
];
const chosen = listOf(values.only, scenarioNames);
const made = circumstances();
printCircumstances(made);
const rows: Row[] = [];
for (const scenario of scenarios) {
  if (!chosen.some((name) => name === scenario.name)) continue;
  const measured = await scenario.run(plan);
  plan.progress('');
  printScenario(scenario, measured);
  rows.push(...measured);
}
if (values.json !== undefined)
  await writeFile(values.json, `${JSON.stringify({ ...made, rows }, null, 2)}\n`);
