import DataLoader from 'dataloader';
import type { PermissionRecord } from '../../auth/permission.ts';
import type { MaybeViewer } from '../../auth/viewer.ts';
import { createPageLoader, type PageKey } from '../../database/page-loader.ts';
import type { Page } from '../../database/paging.ts';
import type { KeyTaskFilter, KeyTaskParent } from './listing.ts';
import type { KeyTaskService } from './service.ts';
import type { KeyTaskRecord } from './types.ts';

/** Batching readers of key tasks, for one request of `viewer`. */
export function createKeyTaskLoaders(service: KeyTaskService, viewer: MaybeViewer) {
  const byParent = new Map<string, DataLoader<PageKey, Page<KeyTaskRecord>, string>>();

  return {
    keyTask: new DataLoader<string, KeyTaskRecord | null>((ids) => service.findMany(viewer, ids)),

    /** Tasks that were merged into a task. */
    mergedInto: new DataLoader<string, KeyTaskRecord[]>((ids) =>
      service.byOrigin(viewer, 'mergedIntoId', ids),
    ),
    /** Tasks that were split off from a task. */
    splitFrom: new DataLoader<string, KeyTaskRecord[]>((ids) => service.byOrigin(viewer, 'splitFromId', ids)),

    permissions: new DataLoader<KeyTaskRecord, PermissionRecord[]>((keyTasks) =>
      service.permissions(viewer, keyTasks),
    ),

    /** Pages of the tasks under plans or strategies, in tree order; one query for all parents that ask for the same. */
    underParent(field: KeyTaskParent, filter: KeyTaskFilter) {
      const name = JSON.stringify([field, filter]);
      const loader =
        byParent.get(name) ??
        createPageLoader((ids, request) =>
          service.pagesByParent(viewer, { field, ids }, { filter, request }),
        );
      byParent.set(name, loader);
      return loader;
    },
  };
}

export type KeyTaskLoaders = ReturnType<typeof createKeyTaskLoaders>;
