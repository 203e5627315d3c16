import { differenceToHtml, differenceToText, type TextDifference } from '../../content/index.ts';
import { decodePosition, encodePosition, pageRequest, toPage } from '../../database/paging.ts';
import { DomainError } from '../../errors.ts';
import type { MomentInput, Resolvers } from '../../generated/resolvers.ts';
import { toConnection } from '../../graphql/connection.ts';
import type { GraphQLContext } from '../../graphql/context.ts';
import { existing } from '../../graphql/existing.ts';
import { databaseId } from '../../graphql/ids.ts';
import type { DraftRecord } from '../draft/types.ts';
import type { ComparedText } from './comparing.ts';

interface BlockArguments {
  readonly unchanged: boolean;
  readonly first?: number | null;
  readonly after?: string | null;
}

/** Cursors are places among all blocks, so that they are the same whether unchanged ones are asked for or not. */
function blockPage({ blocks }: TextDifference, { unchanged, ...args }: BlockArguments) {
  const request = pageRequest(args);
  const [after] = request.after === null ? [-1] : decodePosition(request.after, 1);
  if (typeof after !== 'number' || !Number.isInteger(after))
    throw new DomainError('INVALID_INPUT', 'The cursor is not one of this list.', ['after']);
  const rows = blocks
    .map((block, index) => ({ block, index }))
    .filter(({ block, index }) => index > after && (unchanged || block.kind !== 'UNCHANGED'))
    .slice(0, request.first + 1);
  const page = toPage(rows, request, ({ index }) => encodePosition([index]));
  return toConnection({
    ...page,
    edges: page.edges.map(({ node, cursor }) => ({ node: node.block, cursor })),
  });
}

/** The text that a draft had at a moment; now without one. Throws `INVALID_INPUT`. */
async function textAt(
  draft: DraftRecord,
  { moment, field }: { readonly moment: MomentInput | null; readonly field: string },
  { loaders }: GraphQLContext,
): Promise<ComparedText> {
  const { versionId, sequence, time } = { versionId: null, sequence: null, time: null, ...moment };
  const named = [versionId, sequence, time].filter((value) => value !== null);
  if (moment !== null && named.length !== 1)
    throw new DomainError('INVALID_INPUT', `${field} must name a version, a sequence or a time.`, [field]);
  if (versionId !== null) return { versionId: databaseId('Version', versionId, `${field}.versionId`) };
  const revision = await loaders.drafts.revision.load({ draft, moment: { sequence, time } });
  const { title } = existing(await loaders.keyTasks.keyTask.load(draft.keyTaskId));
  return { revision, title };
}

export const differenceResolvers: Pick<
  Resolvers,
  'Draft' | 'TextDifference' | 'BlockDifference' | 'TextPart'
> = {
  Draft: {
    difference: async (draft, args, context) => {
      const from = await textAt(draft, { moment: args.from, field: 'from' }, context);
      const to = await textAt(draft, { moment: args.to ?? null, field: 'to' }, context);
      return context.loaders.versions.difference.load({ from, to });
    },
  },
  TextDifference: {
    fields: (difference) => difference.fields,
    blocks: (difference, args) => blockPage(difference, args),
    text: (difference) => differenceToText(difference),
    html: (difference) => differenceToHtml(difference),
  },
  BlockDifference: {
    parts: (block) => block.parts,
    typeBefore: ({ before }) => before?.type ?? null,
    typeAfter: ({ after }) => after?.type ?? null,
  },
  TextPart: {
    formatBefore: ({ before }) => before,
    formatAfter: ({ after }) => after,
  },
};
