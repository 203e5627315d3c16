import type { EventRecord } from '../../activity/event.ts';
import { toPermission } from '../../auth/permission.ts';
import type { Verdict } from '../../auth/verdict.ts';
import type { MaybeViewer } from '../../auth/viewer.ts';
import { pageRequest } from '../../database/paging.ts';
import type { MemberFilter as MemberFilterInput, Resolvers } from '../../generated/resolvers.ts';
import { toConnection } from '../../graphql/connection.ts';
import { eventFields } from '../../graphql/event-fields.ts';
import { present } from '../../graphql/existing.ts';
import { databaseId, optionalDatabaseId, toGlobalId } from '../../graphql/ids.ts';
import { mutationPayload } from '../../graphql/mutation.ts';
import { managePlansVerdict } from '../plan/policy.ts';
import { manageWebhooksVerdict } from '../webhook/policy.ts';
import type { MembershipChangedPayload } from './events.ts';
import { manageMembershipVerdict, readEmailVerdict } from './policy.ts';
import type { MemberFilter } from './service.ts';

function readFilter(input: MemberFilterInput | null | undefined): MemberFilter {
  const { role, sector, active } = input ?? {};
  const subcommitteeId = optionalDatabaseId('Subcommittee', input?.subcommitteeId, 'filter.subcommitteeId');
  return {
    ...(subcommitteeId === undefined ? {} : { subcommitteeId }),
    ...(role === null || role === undefined ? {} : { role }),
    ...(sector === null || sector === undefined ? {} : { sector }),
    ...(active === null || active === undefined ? {} : { active }),
  };
}

/** What isn't bound to one object, by the mutation's name. */
function generalVerdicts(viewer: MaybeViewer): Record<string, Verdict> {
  const membership = manageMembershipVerdict(viewer);
  return {
    createMember: membership,
    setMemberRoles: membership,
    deactivateMember: membership,
    createSubcommittee: membership,
    seatMember: membership,
    unseatMember: membership,
    createPlan: managePlansVerdict(viewer),
    createWebhook: manageWebhooksVerdict(viewer),
  };
}

function payloadOf(event: EventRecord): MembershipChangedPayload {
  // Events of this kind are made by `membershipChanged` only.
  return event.payload as unknown as MembershipChangedPayload;
}

export const membershipResolvers: Resolvers = {
  Query: {
    viewer: (_root, _args, { viewer }) => viewer,
    members: async (_root, args, { services, viewer }) =>
      toConnection(await services.membership.listMembers(viewer, readFilter(args.filter), pageRequest(args))),
    subcommittees: (_root, _args, { services, viewer }) => services.membership.listSubcommittees(viewer),
  },

  Mutation: {
    createMember: (_root, { input }, { services, viewer }) =>
      mutationPayload(async () => ({
        member: await services.membership.createMember(viewer, {
          email: input.email,
          displayName: input.displayName,
          latinName: input.latinName ?? null,
          organisation: input.organisation,
          sector: input.sector,
          roles: input.roles ?? [],
          password: input.password ?? null,
        }),
      })),
    setMemberRoles: (_root, { input }, { services, viewer }) =>
      mutationPayload(async () => ({
        member: await services.membership.setMemberRoles(
          viewer,
          databaseId('Member', input.memberId, 'memberId'),
          input.roles,
        ),
      })),
    deactivateMember: (_root, { input }, { services, viewer }) =>
      mutationPayload(async () => ({
        member: await services.membership.deactivateMember(
          viewer,
          databaseId('Member', input.memberId, 'memberId'),
        ),
      })),
    createSubcommittee: (_root, { input }, { services, viewer }) =>
      mutationPayload(async () => ({
        subcommittee: await services.membership.createSubcommittee(viewer, {
          slug: input.slug,
          name: input.name,
          englishName: input.englishName ?? null,
        }),
      })),
    seatMember: (_root, { input }, { services, viewer }) =>
      mutationPayload(async () => ({
        member: await services.membership.seatMember(
          viewer,
          databaseId('Member', input.memberId, 'memberId'),
          {
            subcommitteeId: databaseId('Subcommittee', input.subcommitteeId, 'subcommitteeId'),
            role: input.role,
          },
        ),
      })),
    unseatMember: (_root, { input }, { services, viewer }) =>
      mutationPayload(async () => ({
        member: await services.membership.unseatMember(
          viewer,
          databaseId('Member', input.memberId, 'memberId'),
          databaseId('Subcommittee', input.subcommitteeId, 'subcommitteeId'),
        ),
      })),
  },

  Viewer: {
    member: async (viewer, _args, { loaders }) =>
      present(
        await loaders.membership.member.load(viewer.memberId),
        `member ${viewer.memberId} of a session`,
      ),
    permissions: (viewer) =>
      Object.entries(generalVerdicts(viewer)).map(([action, verdict]) => toPermission(action, verdict)),
  },

  Member: {
    id: (member) => toGlobalId('Member', member.id),
    email: (member, _args, { viewer }) => (readEmailVerdict(viewer, member).allowed ? member.email : null),
    seats: (member) => member.seats.map((seat) => ({ ...seat, memberId: member.id })),
  },

  Subcommittee: {
    id: (subcommittee) => toGlobalId('Subcommittee', subcommittee.id),
    seats: (subcommittee, _args, { loaders }) => loaders.membership.seats.load(subcommittee.id),
  },

  SubcommitteeSeat: {
    member: async (seat, _args, { loaders }) =>
      present(await loaders.membership.member.load(seat.memberId), `member ${seat.memberId} of a seat`),
    subcommittee: async (seat, _args, { loaders }) =>
      present(
        await loaders.membership.subcommittee.load(seat.subcommitteeId),
        `subcommittee ${seat.subcommitteeId} of a seat`,
      ),
  },

  MembershipChanged: {
    ...eventFields,
    member: (event, _args, { loaders }) => {
      const { memberId } = payloadOf(event);
      return memberId === null ? null : loaders.membership.member.load(memberId);
    },
    change: (event) => payloadOf(event).change,
  },
};
