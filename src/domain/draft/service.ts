import type * as Y from 'yjs';
import type { Bus } from '../../activity/bus.ts';
import type { Transact, Transaction } from '../../activity/unit-of-work.ts';
import { enforce, requireViewer, type Verdict } from '../../auth/verdict.ts';
import type { MaybeViewer } from '../../auth/viewer.ts';
import { DomainError } from '../../errors.ts';
import { cancellable, type CancellableIterator } from '../../subscriptions/cancellable.ts';
import type { AttributionLog } from './attribution-log.ts';
import { createBlameReader, type BlameMaker } from './blame-reader.ts';
import { createContentReader } from './content-reader.ts';
import type { TextMaker } from './draft-texts.ts';
import type { FoldStore } from './fold-store.ts';
import { toContent, type LiveContent } from './live-content.ts';
import type { LiveRooms } from './live-rooms.ts';
import type { LogReader } from './log-reader.ts';
import { editVerdict, mayReadDraft } from './policy.ts';
import { createRevisionReader } from './revision-reader.ts';
import { createRewriting } from './rewriting.ts';
import type { DraftStore } from './store.ts';
import type { DraftRecord, DraftSnapshot, PresenceRecord } from './types.ts';
import type { UpdateLogStore } from './update-log-store.ts';

export interface DraftServiceDependencies {
  readonly store: DraftStore;
  readonly folds: FoldStore;
  readonly reader: LogReader;
  readonly attribution: Pick<AttributionLog, 'readMany'>;
  readonly log: Pick<UpdateLogStore, 'spans' | 'read' | 'readMany'>;
  readonly blames: BlameMaker;
  readonly texts: Pick<TextMaker, 'text'>;
  readonly rooms: LiveRooms;
  readonly transact: Transact;
  readonly bus: Bus;
  /** An id that no block has yet. */
  readonly newBlockId: () => string;
}

/** Drafts: their place and state, their stored content, and who has them open. */
export function createDraftService(dependencies: DraftServiceDependencies) {
  const { store, folds, reader, texts, rooms, bus } = dependencies;
  const contentReader = createContentReader({ reader, texts });

  async function find(viewer: MaybeViewer, id: string): Promise<DraftRecord> {
    const draft = mayReadDraft(viewer) ? await store.find(id) : null;
    if (draft === null) throw notFound();
    return draft;
  }

  /** In the same order; null for what doesn't exist or the viewer may not see. */
  async function findMany(viewer: MaybeViewer, ids: readonly string[]): Promise<(DraftRecord | null)[]> {
    if (!mayReadDraft(viewer)) return ids.map(() => null);
    const found = new Map((await store.findMany(ids)).map((draft) => [draft.id, draft]));
    return ids.map((id) => found.get(id) ?? null);
  }

  /**
   * Contents as they are stored now, in the order of the ids; for each that can't be read an error of its own, which is
   * `NOT_FOUND` for what doesn't exist or the viewer may not see.
   */
  async function liveContents(
    viewer: MaybeViewer,
    draftIds: readonly string[],
  ): Promise<(LiveContent | Error)[]> {
    const drafts = (await findMany(viewer, draftIds)).filter((draft) => draft !== null);
    const contents = await contentReader.contentsOf(drafts);
    const byId = new Map(drafts.map(({ id }, index) => [id, contents[index]]));
    return draftIds.map((id) => byId.get(id) ?? notFound());
  }

  /** The list now, and again whenever it may have changed. */
  async function* followPresence(
    draftId: string,
    signal: AbortSignal,
  ): AsyncGenerator<readonly PresenceRecord[], void, undefined> {
    let changed = true;
    let told: string | null = null;
    let wake: () => void = () => undefined;
    const timer =
      rooms.presenceInterval === null
        ? undefined
        : setInterval(() => {
            changed = true;
            wake();
          }, rooms.presenceInterval).unref();
    const unsubscribe = bus.subscribe('presence', (message) => {
      if (message.draftId !== draftId) return;
      changed = true;
      wake();
    });
    const onAbort = () => wake();
    signal.addEventListener('abort', onAbort);
    try {
      while (!signal.aborted) {
        if (changed) {
          changed = false;
          const present = (await rooms.presence([draftId])).get(draftId) ?? [];
          const form = JSON.stringify(present);
          // Woken by the interval, it may be the same as before.
          if (form === told) continue;
          told = form;
          yield present;
        } else {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      }
    } finally {
      unsubscribe();
      clearInterval(timer);
      signal.removeEventListener('abort', onAbort);
    }
  }

  /**
   * Changes the content on behalf of the viewer, as one entry of the log. `change` gets a document with the current
   * content; what it does to it is stored and goes to open editors. Resolves once it is stored, with a position of the log
   * that has it; null when there was nothing to change. Throws `NOT_FOUND`, `FORBIDDEN` or `FROZEN`.
   */
  async function edit(
    viewer: MaybeViewer,
    draftId: string,
    change: (doc: Y.Doc) => void,
  ): Promise<number | null> {
    const editor = requireViewer(viewer);
    enforce(editVerdict(editor, await find(editor, draftId)));
    return rooms.edit(editor, draftId, change);
  }

  return {
    /** Creates an empty draft, in the transaction that creates its key task. Authorisation is the caller's. */
    async create(
      tx: Transaction,
      draft: Pick<DraftRecord, 'planId' | 'keyTaskId' | 'subcommitteeId'> & { readonly id?: string },
    ): Promise<DraftRecord> {
      const created = await store.insert(draft, tx.session);
      await folds.insert(created.id, tx.session);
      return created;
    },

    /** In the caller's transaction, which authorises. Whoever freezes runs it inside {@link hold}. */
    async setFrozen(
      tx: Transaction,
      draftId: string,
      state: { readonly frozen: boolean; readonly reason: string | null },
    ): Promise<void> {
      if (!(await store.setFrozen(draftId, state, tx.session))) throw notFound();
      tx.notify('draft', { draftId });
    },

    /** Members who are recused from each draft's key task, in the order of the ids. The caller authorises. */
    async recusedIds(draftIds: readonly string[], tx?: Transaction): Promise<string[][]> {
      const found = await store.findMany(draftIds, tx?.session ?? null);
      const byId = new Map(found.map(({ id, recusedIds }) => [id, [...recusedIds]]));
      return draftIds.map((id) => byId.get(id) ?? []);
    },

    /**
     * Takes the editing of the draft away from a member, or gives it back. In the caller's transaction, which authorises.
     */
    async setRecused(
      tx: Transaction,
      draftId: string,
      change: { readonly memberId: string; readonly recused: boolean },
    ): Promise<void> {
      if (!(await store.setRecused(draftId, change, tx.session))) throw notFound();
      tx.notify('draft', { draftId });
    },

    /** In the caller's transaction, which authorises. */
    async setSubcommittee(tx: Transaction, draftId: string, subcommitteeId: string): Promise<void> {
      if (!(await store.setSubcommittee(draftId, subcommitteeId, tx.session))) throw notFound();
      tx.notify('draft', { draftId });
    },

    /**
     * The content at the log's head as the caller's transaction sees it: what is cut is exactly what is stored.
     * Authorisation is the caller's. Throws `NOT_FOUND`.
     */
    async snapshot(tx: Transaction, draftId: string): Promise<DraftSnapshot> {
      const loaded = await reader.load(draftId, { session: tx.session });
      if (loaded === null) throw notFound();
      return { draftId, authorIds: loaded.draft.authorIds, ...(await toContent(loaded, texts)) };
    },

    /**
     * Around a transaction that freezes: this process takes in no updates for the drafts, waits until every accepted
     * one is stored, runs `work` and lets go. What arrives meanwhile waits and is then judged by the new state.
     */
    hold: <T>(draftIds: readonly string[], work: () => Promise<T>): Promise<T> => rooms.hold(draftIds, work),

    /** Throws `NOT_FOUND`. */
    find,

    findMany,

    liveContents,

    /** Content as it is stored now. Throws `NOT_FOUND`. */
    async liveContent(viewer: MaybeViewer, draftId: string): Promise<LiveContent> {
      const [content = notFound()] = await liveContents(viewer, [draftId]);
      if (content instanceof Error) throw content;
      return content;
    },

    /** Whether the viewer may edit the draft now, and why not. */
    editVerdict: (viewer: MaybeViewer, draft: DraftRecord): Verdict => editVerdict(viewer, draft),

    edit,
    ...createRewriting({ ...dependencies, find, edit }),
    ...createBlameReader({ ...dependencies, findMany }),
    ...createRevisionReader({ ...dependencies, find, findMany }),

    /** Who has each of the drafts open, in the order of the ids. Empty for who may not see drafts. */
    async presences(
      viewer: MaybeViewer,
      draftIds: readonly string[],
    ): Promise<(readonly PresenceRecord[])[]> {
      if (!mayReadDraft(viewer)) return draftIds.map(() => []);
      const found = await rooms.presence(draftIds);
      return draftIds.map((id) => found.get(id) ?? []);
    },

    /** Who has the draft open: the list now, and again whenever it changes. Throws `NOT_FOUND`. */
    async followPresence(
      viewer: MaybeViewer,
      draftId: string,
      signal?: AbortSignal,
    ): Promise<CancellableIterator<readonly PresenceRecord[]>> {
      await find(viewer, draftId);
      return cancellable((ended) => followPresence(draftId, ended), signal);
    },
  };
}

export type DraftService = ReturnType<typeof createDraftService>;

function notFound(): DomainError {
  return new DomainError('NOT_FOUND', 'There is no such draft.');
}
