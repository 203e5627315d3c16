import type DataLoader from 'dataloader';
import { maxPageSize } from '../database/paging.ts';
import { DomainError } from '../errors.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import type { Loaders } from './context.ts';
import { parseGlobalId, type NodeType } from './ids.ts';

type NodeLoader = DataLoader<string, object | null>;

/** Which loader finds the objects of a type. Loaders give null for what the viewer may not see. */
const loaderOf: Record<NodeType, (loaders: Loaders) => NodeLoader> = {
  Member: ({ membership }) => membership.member,
  Subcommittee: ({ membership }) => membership.subcommittee,
  Plan: ({ plans }) => plans.plan,
  Strategy: ({ plans }) => plans.strategy,
  KeyTask: ({ keyTasks }) => keyTasks.keyTask,
  Draft: ({ drafts }) => drafts.draft,
  Version: ({ versions }) => versions.version,
  Review: ({ reviews }) => reviews.review,
  Ballot: ({ decisions }) => decisions.ballot,
  Decision: ({ decisions }) => decisions.decision,
  PlanVersion: ({ decisions }) => decisions.planVersion,
  PlanSubmission: ({ submissions }) => submissions.submission,
  Webhook: ({ webhooks }) => webhooks.webhook,
  WebhookDeadLetter: ({ webhooks }) => webhooks.deadLetter,
};

/** Type of each record that `node` found: records don't carry it. A record is cached for one request only. */
const typeOfRecord = new WeakMap<object, NodeType>();

async function findNode(globalId: string, loaders: Loaders): Promise<object | null> {
  const parsed = parseGlobalId(globalId);
  if (parsed === null) return null;
  const record = await loaderOf[parsed.type](loaders).load(parsed.id);
  if (record !== null) typeOfRecord.set(record, parsed.type);
  return record;
}

/** `node` and `nodes`. An id that is malformed, names nothing, or names what the viewer may not see gives null. */
export const nodeResolvers: Resolvers = {
  Node: {
    __resolveType: (record: object) => {
      const type = typeOfRecord.get(record);
      if (type === undefined) throw new Error('A Node was not found through node or nodes.');
      return type;
    },
  },
  Query: {
    // What a loader returns is the record that its type's resolvers take; the type is told to `__resolveType`.
    node: (_root, { id }, { loaders }) => findNode(id, loaders) as never,
    nodes: (_root, { ids }, { loaders }) => {
      if (ids.length > maxPageSize) {
        throw new DomainError('INVALID_INPUT', `ids may hold at most ${maxPageSize} ids.`, ['ids']);
      }
      return Promise.all(ids.map((id) => findNode(id, loaders))) as never;
    },
  },
};
