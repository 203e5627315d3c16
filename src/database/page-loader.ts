import DataLoader from 'dataloader';
import type { Page, PageRequest } from './paging.ts';

/** Which page of which parent's list. */
export interface PageKey {
  readonly parentId: string;
  readonly request: PageRequest;
}

/**
 * Batches pages of lists that belong to different parents: `load` is called once for all parents that ask for the same
 * part of their list, which is what one field of a query does. A parent that `load` names no page for gets an empty one.
 */
export function createPageLoader<T>(
  load: (parentIds: readonly string[], request: PageRequest) => Promise<ReadonlyMap<string, Page<T>>>,
): DataLoader<PageKey, Page<T>, string> {
  const empty: Page<T> = { edges: [], hasNextPage: false };
  const partOf = (key: PageKey) => JSON.stringify([key.request.first, key.request.after]);

  return new DataLoader<PageKey, Page<T>, string>(
    async (keys) => {
      const parts = new Map<string, { request: PageRequest; parentIds: string[] }>();
      for (const key of keys) {
        const part = parts.get(partOf(key)) ?? { request: key.request, parentIds: [] };
        part.parentIds.push(key.parentId);
        parts.set(partOf(key), part);
      }
      const pages = new Map<string, ReadonlyMap<string, Page<T>>>();
      await Promise.all(
        [...parts].map(async ([name, part]) => {
          pages.set(name, await load(part.parentIds, part.request));
        }),
      );
      return keys.map((key) => pages.get(partOf(key))?.get(key.parentId) ?? empty);
    },
    { cacheKeyFn: (key) => `${key.parentId} ${partOf(key)}` },
  );
}
