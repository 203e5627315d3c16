import { requireViewer } from '../../auth/verdict.ts';
import type { MaybeViewer, Viewer } from '../../auth/viewer.ts';
import {
  decodePosition,
  encodePosition,
  toPage,
  type Page,
  type PageRequest,
} from '../../database/paging.ts';
import { DomainError } from '../../errors.ts';
import type { KeyTaskQuery, KeyTaskStore, PlacedKeyTask, TreePosition } from './store.ts';
import type { KeyTaskRecord, KeyTaskState } from './types.ts';

/** Conditions of a list; all that are given must hold, a flag that is false is none. Ids are hex ObjectIds. */
export interface KeyTaskFilter {
  readonly planId?: string;
  readonly strategyId?: string;
  readonly subcommitteeId?: string;
  readonly states?: readonly KeyTaskState[];
  readonly mine?: boolean;
  readonly waitingForMyReview?: boolean;
}

/** Whose children a nested list shows. */
export type KeyTaskParent = 'planId' | 'strategyId';

/** Key tasks that wait for the viewer's review. Reviews are a layer above. */
export type ReviewQueue = (viewer: Viewer) => Promise<readonly string[]>;

/**
 * Lists of key tasks in tree order: by plan, position of the strategy, position under it; tasks without a strategy come
 * last. Nobody signed in sees what the plan holds only.
 */
export function createListing({ store }: { store: KeyTaskStore }) {
  let reviewQueue: ReviewQueue | null = null;

  async function query(
    viewer: MaybeViewer,
    filter: KeyTaskFilter,
    after: string | null,
  ): Promise<KeyTaskQuery> {
    const subcommittees = [
      ...(filter.subcommitteeId === undefined ? [] : [[filter.subcommitteeId]]),
      ...(filter.mine === true ? [[...requireViewer(viewer).subcommittees.keys()]] : []),
    ];
    return {
      ...(filter.planId === undefined ? {} : { planIds: [filter.planId] }),
      ...(filter.strategyId === undefined ? {} : { strategyIds: [filter.strategyId] }),
      ...(subcommittees.length === 0 ? {} : { subcommitteeIds: subcommittees.reduce(intersection) }),
      ...(filter.states === undefined ? {} : { states: filter.states }),
      ...(filter.waitingForMyReview === true ? { ids: await waitingFor(requireViewer(viewer)) } : {}),
      ...(viewer === null ? { sealed: true } : {}),
      ...(after === null ? {} : { after: readPosition(after) }),
    };
  }

  function waitingFor(viewer: Viewer): Promise<readonly string[]> {
    // An empty list would say that nothing waits.
    if (reviewQueue === null) throw new Error('Nobody has said which key tasks wait for review.');
    return reviewQueue(viewer);
  }

  return {
    /** Set once, when the application is put together. */
    setReviewQueue(queue: ReviewQueue): void {
      reviewQueue = queue;
    },

    /**
     * A page of the tasks that match; one query (and one for the review queue). Throws `INVALID_INPUT` for a cursor of
     * another list, {@link UnauthenticatedError} for `mine` and `waitingForMyReview` when nobody is signed in.
     */
    async page(
      viewer: MaybeViewer,
      filter: KeyTaskFilter,
      request: PageRequest,
    ): Promise<Page<KeyTaskRecord>> {
      const wanted = await query(viewer, filter, request.after);
      return pageOf(await store.list(wanted, request.first + 1), request);
    },

    /**
     * For each of several parents a page of its tasks that match: as {@link page}, with one query for all parents. A
     * parent that has no such task is missing in the result.
     */
    async pagesByParent(
      viewer: MaybeViewer,
      parents: { readonly field: KeyTaskParent; readonly ids: readonly string[] },
      list: { readonly filter: KeyTaskFilter; readonly request: PageRequest },
    ): Promise<ReadonlyMap<string, Page<KeyTaskRecord>>> {
      const wanted = await query(viewer, list.filter, list.request.after);
      // The filter may name the parents' own field too: both conditions must hold.
      const named = list.filter[parents.field];
      const ids = parents.ids.filter((id) => named === undefined || id === named);
      const condition = parents.field === 'planId' ? { planIds: ids } : { strategyIds: ids };
      const limit = list.request.first + 1;
      const rows = await store.listByParent(parents.field, { ...wanted, ...condition }, limit);
      return new Map([...rows].map(([id, placed]) => [id, pageOf(placed, list.request)]));
    },
  };
}

function pageOf(rows: readonly PlacedKeyTask[], request: PageRequest): Page<KeyTaskRecord> {
  const page = toPage(rows, request, (row) => encodePosition(row.at));
  return {
    ...page,
    edges: page.edges.map(({ node, cursor }) => ({ node: node.keyTask, cursor })),
  };
}

function intersection(a: string[], b: string[]): string[] {
  return a.filter((value) => b.includes(value));
}

const objectIdPattern = /^[0-9a-f]{24}$/;

function readPosition(cursor: string): TreePosition {
  const [planId, strategyPosition, position, keyTaskId] = decodePosition(cursor, 4);
  if (
    typeof planId !== 'string' ||
    typeof strategyPosition !== 'number' ||
    typeof position !== 'number' ||
    typeof keyTaskId !== 'string' ||
    !objectIdPattern.test(planId) ||
    !objectIdPattern.test(keyTaskId)
  ) {
    throw new DomainError('INVALID_INPUT', 'The cursor is not one that this list gave out.', ['after']);
  }
  return [planId, strategyPosition, position, keyTaskId];
}
