import { toPermission } from '../../auth/permission.ts';
import { requireViewer } from '../../auth/verdict.ts';
import { readCanonicalForm } from '../../content/canonical.ts';
import { pageRequest } from '../../database/paging.ts';
import type { Resolvers } from '../../generated/resolvers.ts';
import { toConnection } from '../../graphql/connection.ts';
import type { GraphQLContext } from '../../graphql/context.ts';
import { existing } from '../../graphql/existing.ts';
import { databaseId, toGlobalId } from '../../graphql/ids.ts';
import { mutationPayload } from '../../graphql/mutation.ts';
import { sharesBy } from '../draft/blame-resolvers.ts';
import { conflictResolvers } from './conflict-resolvers.ts';
import { discussionsOf } from './discussions.ts';
import { documentMarkdown } from './document-markdown.ts';
import { decisionEventResolvers } from './event-resolvers.ts';
import { planOfForm } from './forms.ts';
import { planHistoryResolvers } from './plan-history-resolvers.ts';
import {
  castPositionVerdict,
  closeBallotVerdict,
  hasVoted,
  overruleVerdict,
  removeFromRosterVerdict,
} from './policy.ts';
import { proverOf } from './plan-tree.ts';
import { tallyOfBallot, turnoutOf } from './tally.ts';
import type { BallotRecord, PlanVersionRecord } from './types.ts';

/** The document, from the texts that the plan version's hash covers. */
async function planMarkdown(planVersion: PlanVersionRecord, { loaders }: GraphQLContext): Promise<string> {
  const parts = await Promise.all(
    planVersion.entries.map(async (entry) => ({
      entry,
      text: readCanonicalForm(existing(await loaders.versions.form.load(entry.versionId))),
    })),
  );
  return documentMarkdown(planOfForm(planVersion.canonicalForm), parts);
}

/** Resolvers of what ballots and decisions have in common. */
const aboutVersion = {
  keyTask: async (record: { readonly keyTaskId: string }, _args: unknown, { loaders }: GraphQLContext) =>
    existing(await loaders.keyTasks.keyTask.load(record.keyTaskId)),
  version: async (record: { readonly versionId: string }, _args: unknown, { loaders }: GraphQLContext) =>
    existing(await loaders.versions.version.load(record.versionId)),
};

const ofMember = async (record: { readonly memberId: string }, _args: unknown, { loaders }: GraphQLContext) =>
  existing(await loaders.membership.member.load(record.memberId));

const byMember = (record: { readonly byId: string }, _args: unknown, { loaders }: GraphQLContext) =>
  loaders.membership.member.load(record.byId);

function membersOf(ids: readonly string[], loaders: GraphQLContext['loaders']) {
  return Promise.all(ids.map(async (id) => existing(await loaders.membership.member.load(id))));
}

/**
 * Whether what was voted without names may be read: once it is decided. One that was closed without a decision, after
 * the first vote if need be, would tell whose that is.
 */
async function isDisclosed(
  { id, rule, open }: BallotRecord,
  { decisions }: GraphQLContext['loaders'],
): Promise<boolean> {
  return rule.secret && !open && (await decisions.ofBallot.load(id)) !== null;
}

export const decisionResolvers: Resolvers = {
  ...planHistoryResolvers,
  Ballot: {
    id: (ballot) => toGlobalId('Ballot', ballot.id),
    ...aboutVersion,
    openedBy: (ballot, _args, { loaders }) => loaders.membership.member.load(ballot.openedById),
    roster: (ballot, _args, { loaders }) => membersOf(ballot.rosterIds, loaders),
    removals: (ballot) => ballot.removals,
    positions: (ballot) => ballot.positions,
    discussions: (ballot) => discussionsOf(ballot),
    voters: async (ballot, _args, { loaders }) =>
      (await isDisclosed(ballot, loaders)) ? membersOf(ballot.voterIds, loaders) : null,
    secretVotes: async (ballot, _args, { loaders }) =>
      (await isDisclosed(ballot, loaders)) ? ballot.secretVotes : null,
    viewerHasVoted: (ballot, _args, { viewer }) => hasVoted(ballot, requireViewer(viewer).memberId),
    turnout: (ballot) => turnoutOf(ballot),
    tally: async (ballot, _args, { loaders }) =>
      ballot.rule.secret && !(await isDisclosed(ballot, loaders)) ? null : tallyOfBallot(ballot),
    decision: (ballot, _args, { loaders }) =>
      ballot.open ? null : loaders.decisions.ofBallot.load(ballot.id),
    permissions: (ballot, _args, context) => {
      const viewer = requireViewer(context.viewer);
      return [
        toPermission('castPosition', castPositionVerdict(viewer, ballot)),
        toPermission('closeBallot', closeBallotVerdict(viewer, ballot)),
        toPermission('overruleDiscussion', overruleVerdict(viewer, ballot)),
        toPermission('removeFromRoster', removeFromRosterVerdict(viewer, ballot)),
      ];
    },
  },
  Conflict: conflictResolvers.Conflict,
  ConflictPlace: conflictResolvers.ConflictPlace,
  Position: { member: ofMember, overruled: ({ overruled }) => overruled },
  SecretVote: { overruled: ({ overruled }) => overruled },
  Discussion: {
    member: ({ memberId }, _args, { loaders }) =>
      memberId === null ? null : loaders.membership.member.load(memberId),
    overruled: ({ overruled }) => overruled,
  },
  Overruling: { by: byMember },
  RosterRemoval: { member: ofMember, by: byMember },
  Draft: {
    recused: (draft, _args, { loaders }) => membersOf(draft.recusedIds, loaders),
  },
  Decision: {
    id: (decision) => toGlobalId('Decision', decision.id),
    ...aboutVersion,
    ballot: async (decision, _args, { loaders }) =>
      existing(await loaders.decisions.ballot.load(decision.ballotId)),
    tally: (decision) => decision.tally,
    closedBy: (decision, _args, { loaders }) => loaders.membership.member.load(decision.closedById),
    planVersion: (decision, _args, { loaders }) =>
      decision.planVersionId === null ? null : loaders.decisions.planVersion.load(decision.planVersionId),
  },
  PlanVersion: {
    ...conflictResolvers.PlanVersion,
    ...planHistoryResolvers.PlanVersion,
    id: (planVersion) => toGlobalId('PlanVersion', planVersion.id),
    plan: async (planVersion, _args, { loaders }) =>
      existing(await loaders.plans.plan.load(planVersion.planId)),
    decision: (planVersion, _args, { loaders }) => loaders.decisions.decision.load(planVersion.decisionId),
    numbering: (planVersion) => planOfForm(planVersion.canonicalForm).numbering,
    entries: (planVersion) => planVersion.entries,
    markdown: (planVersion, _args, context) => planMarkdown(planVersion, context),
    shares: async ({ entries }, { by }, context) => {
      const { version, shares } = context.loaders.versions;
      const versions = await Promise.all(
        entries.map(async ({ versionId }) => existing(await version.load(versionId))),
      );
      const all = await Promise.all(versions.map((record) => shares.load(record)));
      return all.some((some) => some === null) || context.viewer === null
        ? null
        : sharesBy(
            by,
            all.flatMap((some) => some ?? []),
            context,
          );
    },
    proof: async ({ entries }, args, { loaders }) => {
      const keyTaskId = databaseId('KeyTask', args.keyTaskId, 'keyTaskId');
      const entry = entries.find((candidate) => candidate.keyTaskId === keyTaskId);
      if (entry === undefined) return null;
      const text = readCanonicalForm(existing(await loaders.versions.form.load(entry.versionId)));
      return proverOf(entries, keyTaskId, text)?.prove(args.blockId) ?? null;
    },
  },
  PlanProof: {
    steps: ({ steps }) => steps,
  },
  PlanVersionEntry: {
    place: ({ place }) => place,
    keyTask: (entry, _args, { loaders }) => loaders.keyTasks.keyTask.load(entry.keyTaskId),
    version: async (entry, _args, { loaders }) =>
      existing(await loaders.versions.version.load(entry.versionId)),
  },
  Moment: {
    decision: ({ kind, event }, _args, { loaders }) =>
      kind === 'DECIDED' ? loaders.decisions.decision.load(String(event.payload['decisionId'])) : null,
  },
  KeyTask: {
    ...conflictResolvers.KeyTask,
    ballot: (keyTask, _args, { loaders }) =>
      keyTask.state === 'TABLED' ? loaders.decisions.openBallot.load(keyTask.id) : null,
    decisions: async (keyTask, args, { loaders }) =>
      toConnection(
        await loaders.decisions.ofKeyTask.load({ parentId: keyTask.id, request: pageRequest(args) }),
      ),
  },
  Plan: {
    versions: async (plan, args, { loaders }) =>
      toConnection(await loaders.decisions.ofPlan.load({ parentId: plan.id, request: pageRequest(args) })),
    latestVersion: async (plan, _args, { loaders }) => {
      const newest = await loaders.decisions.ofPlan.load({
        parentId: plan.id,
        request: { first: 1, after: null },
      });
      return newest.edges[0]?.node ?? null;
    },
  },
  Mutation: {
    tableKeyTask: (_root, { input }, { services, viewer }) =>
      mutationPayload(() =>
        services.decisions.tableKeyTask(viewer, {
          keyTaskId: databaseId('KeyTask', input.keyTaskId, 'keyTaskId'),
          contentHash: input.contentHash,
        }),
      ),
    castPosition: (_root, { input }, { services, viewer }) =>
      mutationPayload(() =>
        services.decisions.castPosition(viewer, {
          ballotId: databaseId('Ballot', input.ballotId, 'ballotId'),
          contentHash: input.contentHash,
          value: input.value,
          reason: input.reason ?? null,
          ticket: input.ticket ?? null,
        }),
      ),
    closeBallot: (_root, { input }, { services, viewer }) =>
      mutationPayload(() =>
        services.decisions.closeBallot(viewer, {
          ballotId: databaseId('Ballot', input.ballotId, 'ballotId'),
          contentHash: input.contentHash,
        }),
      ),
    overruleDiscussion: (_root, { input }, { services, viewer }) =>
      mutationPayload(() =>
        services.decisions.overruleDiscussion(viewer, {
          ballotId: databaseId('Ballot', input.ballotId, 'ballotId'),
          discussionId: input.discussionId,
          reason: input.reason,
        }),
      ),
    removeFromRoster: (_root, { input }, { services, viewer }) =>
      mutationPayload(() =>
        services.decisions.removeFromRoster(viewer, {
          ballotId: databaseId('Ballot', input.ballotId, 'ballotId'),
          memberId: databaseId('Member', input.memberId, 'memberId'),
          reason: input.reason,
        }),
      ),
    liftRecusal: (_root, { input }, { services, viewer }) =>
      mutationPayload(async () => ({
        keyTask: await services.decisions.liftRecusal(viewer, {
          keyTaskId: databaseId('KeyTask', input.keyTaskId, 'keyTaskId'),
          memberId: databaseId('Member', input.memberId, 'memberId'),
          reason: input.reason,
        }),
      })),
    returnKeyTask: (_root, { input }, { services, viewer }) =>
      mutationPayload(async () => ({
        keyTask: await services.decisions.returnKeyTask(viewer, {
          keyTaskId: databaseId('KeyTask', input.keyTaskId, 'keyTaskId'),
          reason: input.reason,
        }),
      })),
  },
  ...decisionEventResolvers,
};
