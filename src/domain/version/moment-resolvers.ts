import { pageRequest } from '../../database/paging.ts';
import type { KeyTaskState, Resolvers } from '../../generated/resolvers.ts';
import { toConnection } from '../../graphql/connection.ts';
import type { GraphQLContext } from '../../graphql/context.ts';
import { existing } from '../../graphql/existing.ts';
import type { MomentRecord } from './moments.ts';

function versionOf({ kind, event }: MomentRecord, { loaders }: GraphQLContext) {
  return kind === 'VERSION_NAMED' ? loaders.versions.version.load(String(event.payload['versionId'])) : null;
}

/** Position of the update log that a moment left behind it. */
async function sequenceOf(moment: MomentRecord, context: GraphQLContext): Promise<number> {
  if (moment.edited !== null) return moment.edited.toSequence;
  const version = await versionOf(moment, context);
  if (version !== null) return version.sequence;
  const { draft: drafts, revision } = context.loaders.drafts;
  const draft = existing(await drafts.load(moment.draftId));
  return (await revision.load({ draft, moment: { time: moment.at } })).sequence;
}

const stateChanged = ({ kind, event }: MomentRecord) => (kind === 'STATE_CHANGED' ? event.payload : null);

export const momentResolvers: Pick<Resolvers, 'Draft' | 'Moment'> = {
  Draft: {
    moments: async (draft, args, { services, viewer }) =>
      toConnection(await services.versions.moments(viewer, draft, pageRequest(args))),
  },
  Moment: {
    members: (moment, _args, { loaders }) =>
      Promise.all(moment.memberIds.map(async (id) => existing(await loaders.membership.member.load(id)))),
    sequence: (moment, _args, context) => sequenceOf(moment, context),
    fromSequence: ({ edited }) => (edited === null ? null : edited.fromSequence - 1),
    charactersInserted: ({ edited }) => edited?.charactersInserted ?? null,
    charactersDeleted: ({ edited }) => edited?.charactersDeleted ?? null,
    restoredSequence: ({ kind, event }) =>
      kind === 'RESTORED' ? Number(event.payload['restoredSequence']) : null,
    version: (moment, _args, context) => versionOf(moment, context),
    // The log keeps payloads as the key task's events made them.
    state: (moment) => (stateChanged(moment)?.['to'] as KeyTaskState | undefined) ?? null,
    reason: (moment) => (stateChanged(moment)?.['reason'] as string | null | undefined) ?? null,
  },
};
