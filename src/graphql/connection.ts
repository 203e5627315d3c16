import type { Page } from '../database/paging.ts';

/** A page in the shape of a GraphQL connection, with `nodes` beside the edges. */
export function toConnection<T>(page: Page<T>) {
  return {
    edges: page.edges,
    nodes: page.edges.map((edge) => edge.node),
    pageInfo: { hasNextPage: page.hasNextPage, endCursor: page.edges.at(-1)?.cursor ?? null },
  };
}
