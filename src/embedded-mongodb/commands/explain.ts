import { hostname } from 'node:os';
import type { Document } from 'bson';
import { isDocument } from '../engine/index-keys.ts';
import { planQuery, type Plan } from '../engine/planner.ts';
import type { Query } from '../engine/scan.ts';
import { commandError } from '../errors.ts';
import { compileFilter } from '../query/filter.ts';
import { countingStages, pushDown } from './aggregate.ts';
import { documentField, numberOf } from './arguments.ts';
import type { CommandContext, CommandTable, Reply } from './command.ts';
import { findCollection } from './execution.ts';
import { VERSION } from './server-status.ts';

export const explainCommands: CommandTable = { explain: { run: explain } };

/** What a command reads, and the stage that it does with it. */
interface Explained {
  request: Query;
  /** Only counts: what an exact plan finds isn't fetched. */
  counts: boolean;
  stage?: 'COUNT' | 'UPDATE' | 'DELETE';
}

/** Says which plan a command would take, in MongoDB's names; nothing is run. */
function explain(context: CommandContext): Reply {
  const command = documentField(context.body, 'explain') ?? {};
  const [[verb, name] = []] = Object.entries(command) as [string, unknown][];
  if (verb === undefined || typeof name !== 'string') {
    throw commandError('FailedToParse', 'explain command requires a nested object that names a collection');
  }
  const explained = explainedOf(verb, command);
  const { request, stage } = explained;
  compileFilter(request.filter);
  const collection = findCollection(context, name);
  const read =
    collection === undefined ? { stage: 'EOF' } : readStages(planQuery(collection, request), explained);
  return {
    queryPlanner: {
      plannerVersion: 1,
      namespace: `${context.database}.${name}`,
      indexFilterSet: false,
      parsedQuery: request.filter,
      winningPlan: stage === undefined ? read : { stage, inputStage: read },
      rejectedPlans: [],
    },
    serverInfo: { host: hostname(), port: 0, version: VERSION, gitVersion: 'embedded' },
  };
}

function readStages(plan: Plan, explained: Explained): Document {
  const { request, counts } = explained;
  const { filter, sort } = request;
  const direction = plan.reverse ? 'backward' : 'forward';
  let stages: Document;
  if (plan.index === undefined) stages = { stage: 'COLLSCAN', filter, direction };
  else {
    const { index } = plan;
    const keys = {
      keyPattern: index.specification['key'] as Document,
      indexName: index.name,
      isMultiKey: index.multikey,
      isUnique: index.unique,
      isSparse: index.sparse,
      isPartial: index.partialFilter !== undefined,
      direction,
      ranges: plan.ranges.length,
    };
    if (counts && plan.exact && !index.multikey) stages = { stage: 'COUNT_SCAN', ...keys };
    else {
      stages = {
        stage: 'FETCH',
        ...(plan.exact ? {} : { filter }),
        inputStage: { stage: 'IXSCAN', ...keys },
      };
    }
  }
  const sorts = sort !== undefined && Object.keys(sort).length > 0 && !Object.hasOwn(sort, '$natural');
  if (sorts && !plan.sorted && !counts) stages = { stage: 'SORT', sortPattern: sort, inputStage: stages };
  const { skip = 0, limit = 0 } = request;
  if (skip > 0) stages = { stage: 'SKIP', skipAmount: skip, inputStage: stages };
  if (limit > 0) stages = { stage: 'LIMIT', limitAmount: limit, inputStage: stages };
  return stages;
}

/** Throws CommandNotFound for a command that has no plan. */
function explainedOf(verb: string, command: Document): Explained {
  const request = (filter: unknown): Query => ({
    filter: isDocument(filter) ? filter : {},
    sort: isDocument(command['sort']) ? command['sort'] : undefined,
    hint: command['hint'],
    skip: numberOf(command['skip']) ?? 0,
    limit: Math.abs(numberOf(command['limit']) ?? 0),
  });
  switch (verb) {
    case 'find':
      return { request: request(command['filter']), counts: false };
    case 'count':
      return { request: request(command['query']), counts: true, stage: 'COUNT' };
    case 'distinct':
      return { request: request(command['query']), counts: false };
    case 'findAndModify': {
      const stage = command['remove'] === true ? 'DELETE' : 'UPDATE';
      return { request: { ...request(command['query']), limit: 1 }, counts: false, stage };
    }
    case 'update':
    case 'delete': {
      const [statement] = (command[`${verb}s`] ?? []) as Document[];
      const { q, hint } = { ...statement };
      const stage = verb === 'update' ? 'UPDATE' : 'DELETE';
      return { request: { ...request(q), hint: hint as unknown }, counts: false, stage };
    }
    case 'aggregate': {
      const pipeline = (command['pipeline'] ?? []) as Document[];
      const pushed = pushDown(pipeline, isDocument(command['let']) ? { let: command['let'] } : {});
      const counts = pushed.request.sort === undefined && countingStages(pushed.rest) !== undefined;
      return { request: { ...pushed.request, hint: command['hint'] }, counts };
    }
    default:
      throw commandError('CommandNotFound', `Explain failed due to unknown command: ${verb}`);
  }
}
