import { differenceToHtml, differenceToText, type TextDifference } from '../../content/index.ts';
import { decodePosition, encodePosition, pageRequest, toPage } from '../../database/paging.ts';
import { DomainError } from '../../errors.ts';
import type { Resolvers } from '../../generated/resolvers.ts';
import { toConnection } from '../../graphql/connection.ts';

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

export const differenceResolvers: Pick<Resolvers, 'TextDifference' | 'BlockDifference' | 'TextPart'> = {
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
