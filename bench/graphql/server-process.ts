// A server in a process of its own, and what makes the events that it tells of:
// node --import tsx server-process.ts <server> <folder of the store> <what `Started` says, as JSON>
import type { GraphQLContext } from '../../src/graphql/context.ts';
import type { GraphQLEngine } from '../../src/graphql/engine.ts';
import type * as Errors from '../../src/graphql/errors.ts';
import type * as LoadersModule from '../../src/graphql/loaders.ts';
import type * as SchemaModule from '../../src/graphql/schema.ts';
import type * as Logging from '../../src/observability/logger.ts';
import type * as RatesModule from '../../src/graphql/operation-rates.ts';
import type * as TrustedModule from '../../src/graphql/trusted-documents.ts';
import type * as MetricsModule from '../../src/observability/metrics.ts';
import { pace } from '../collab/pace.ts';
import { openApplication, viewerOf } from '../history/application.ts';
import { compiled } from './compiled.ts';
import { now, titleOf, type Changed, type Changes, type Question, type Ready } from './messages.ts';
import { databaseName } from './seed.ts';
import { serve, type ServerName } from './serving.ts';

const { createErrorFormatter } = await compiled<typeof Errors>('graphql/errors.js');
const { createLoaders } = await compiled<typeof LoadersModule>('graphql/loaders.js');
const { createSchema } = await compiled<typeof SchemaModule>('graphql/schema.js');
const { createLogger } = await compiled<typeof Logging>('observability/logger.js');
const { createOperationRates } = await compiled<typeof RatesModule>('graphql/operation-rates.js');
const { noTrustedDocuments } = await compiled<typeof TrustedModule>('graphql/trusted-documents.js');
const { createMetrics } = await compiled<typeof MetricsModule>('observability/metrics.js');

/** What the process is told when it starts. */
export interface Started {
  readonly secret: string;
  readonly leadId: string;
  readonly subcommitteeId: string;
  readonly countsCommands: boolean;
}

const [name, folder, json] = process.argv.slice(2) as [ServerName, string, string];
const { secret, leadId, subcommitteeId, countsCommands } = JSON.parse(json) as Started;
const application = await openApplication({
  folder,
  databaseName,
  secret,
  monitorsCommands: countsCommands,
});
const services = application.services();
const logger = createLogger({ level: 'error', destination: process.stderr });
const engine: GraphQLEngine = {
  schema: createSchema(),
  introspection: false,
  idempotencyKeys: null,
  rates: createOperationRates({ costPerMemberAndMinute: 1e12, costPerAddressAndMinute: 1e12 }),
  trustedDocuments: noTrustedDocuments,
  formatError: createErrorFormatter(logger),
  createContext: ({ viewer, clientAddress, requestId }): GraphQLContext => ({
    viewer,
    services,
    loaders: createLoaders(services, viewer),
    clientAddress,
    requestId,
  }),
  authenticate: (token) => services.auth.authenticate(token),
  revalidate: (viewer) => services.auth.revalidate(viewer),
  onRefusedToken: () => undefined,
  logger,
  metrics: createMetrics(),
};

let commands = 0;
application.database.connection.getClient().on('commandStarted', () => {
  commands += 1;
});

const lead = viewerOf(leadId, { subcommitteeId });
const rename = (id: string, title: string) => services.keyTasks.rename(lead, id, { title });
/** Over all runs, so that no title is given twice: it would change nothing. */
let unrelatedChanges = 0;

async function change({ first, count, perSecond, tasks, unrelated }: Changes): Promise<Changed> {
  const begunAt: number[] = [];
  const made: Promise<unknown>[] = [];
  const unrelatedBefore = unrelatedChanges;
  const beside =
    unrelated === null
      ? null
      : pace(unrelated.perSecond, () => {
          const number = (unrelatedChanges += 1);
          const { tasks: others } = unrelated;
          made.push(rename(others[number % others.length]!, `unrelated ${number}`));
        });
  await new Promise<void>((resolve) => {
    const steady = pace(perSecond, (index) => {
      if (index >= count) return;
      begunAt.push(now());
      made.push(rename(tasks[(first + index) % tasks.length]!, titleOf(first + index)));
      if (index < count - 1) return;
      steady.stop();
      resolve();
    });
  });
  beside?.stop();
  await Promise.all(made);
  return { kind: 'changed', begunAt, unrelated: unrelatedChanges - unrelatedBefore };
}

async function answer(question: Question): Promise<void> {
  if (question.kind === 'change') process.send!(await change(question));
  else if (question.kind === 'commands') {
    process.send!({ kind: 'commands', count: commands });
    commands = 0;
  } else if (question.kind === 'stop') process.exit();
}

process.on('message', (question: Question) => void answer(question));
const sequence = await application.stores.activity.lastSequence();
const ready: Ready = {
  kind: 'ready',
  address: await serve[name](engine, application.bus),
  // The form that lists of the activity log give out (src/database/paging.ts).
  cursor: Buffer.from(JSON.stringify([sequence])).toString('base64url'),
};
process.send!(ready);
