import { decodePosition, encodePosition, pageRequest, toPage } from '../../database/paging.ts';
import { DomainError } from '../../errors.ts';
import type { BlameGrouping, Resolvers } from '../../generated/resolvers.ts';
import { toConnection } from '../../graphql/connection.ts';
import type { GraphQLContext } from '../../graphql/context.ts';
import type { Sector } from '../membership/types.ts';
import type { Author, AuthorShare } from './blame.ts';
import type { BlameAt } from './blame-reader.ts';

/** A share of what {@link BlameGrouping} says; the others of the three are null. */
export interface ShareRecord {
  readonly memberId: string | null;
  readonly organisation: string | null;
  readonly sector: Sector | null;
  readonly characters: number;
  readonly deletions: number;
}

type PageArguments = Parameters<typeof pageRequest>[0];

/** Cursors name the position of the log: behind it, blocks are others. */
function blockPage(blame: BlameAt, args: PageArguments) {
  const request = pageRequest(args);
  let start = 0;
  if (request.after !== null) {
    const [sequence, index] = decodePosition(request.after, 2);
    if (sequence !== blame.sequence || !Number.isInteger(index))
      throw new DomainError(
        'INVALID_INPUT',
        "The cursor is of another position of the log: ask for the blame with the first page's sequence.",
        ['after'],
      );
    start = Number(index) + 1;
  }
  const rows = blame.blocks
    .slice(start, start + request.first + 1)
    .map((block, offset) => ({ block, index: start + offset }));
  const page = toPage(rows, request, ({ index }) => encodePosition([blame.sequence, index]));
  return toConnection({
    ...page,
    edges: page.edges.map(({ node, cursor }) => ({ node: node.block, cursor })),
  });
}

async function sectorOf(memberId: string, { loaders }: GraphQLContext): Promise<Sector | null> {
  return (await loaders.membership.member.load(memberId))?.sector ?? null;
}

const places: Record<
  BlameGrouping,
  (
    share: AuthorShare,
    context: GraphQLContext,
  ) => Promise<Pick<ShareRecord, 'memberId' | 'organisation' | 'sector'>>
> = {
  MEMBER: ({ memberId }) => Promise.resolve({ memberId, organisation: null, sector: null }),
  ORGANISATION: ({ organisation }) => Promise.resolve({ memberId: null, organisation, sector: null }),
  SECTOR: async ({ memberId }, context) => ({
    memberId: null,
    organisation: null,
    sector: await sectorOf(memberId, context),
  }),
};

/** What is whose together, by member, organisation or sector; the largest share first. */
export async function sharesBy(
  grouping: BlameGrouping,
  of: readonly AuthorShare[],
  context: GraphQLContext,
): Promise<ShareRecord[]> {
  const placed = await Promise.all(
    of.map(async (share) => ({ share, place: await places[grouping](share, context) })),
  );
  const shares = new Map<string, ShareRecord>();
  for (const { share, place } of placed) {
    const key = JSON.stringify(place);
    const before = shares.get(key);
    shares.set(key, {
      ...place,
      characters: (before?.characters ?? 0) + share.characters,
      deletions: (before?.deletions ?? 0) + share.deletions,
    });
  }
  return [...shares.values()].sort(
    (left, right) => right.characters - left.characters || right.deletions - left.deletions,
  );
}

const authorFields = {
  member: ({ memberId }: Author, _args: unknown, { loaders }: GraphQLContext) =>
    loaders.membership.member.load(memberId),
  sector: ({ memberId }: Author, _args: unknown, context: GraphQLContext) => sectorOf(memberId, context),
};

export const blameResolvers: Resolvers = {
  Blame: {
    blocks: blockPage,
    fields: ({ fields }) => fields,
    shares: (blame, { by }, context) => sharesBy(by, blame.shares, context),
  },
  BlamedBlock: { runs: ({ runs }) => runs },
  BlameRun: authorFields,
  BlamedField: authorFields,
  BlameShare: {
    member: ({ memberId }, _args, { loaders }) =>
      memberId === null ? null : loaders.membership.member.load(memberId),
  },
};
