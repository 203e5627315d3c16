import type { ActivityService } from '../../activity/service.ts';
import type { EventKind, EventRecord } from '../../activity/event.ts';
import type { MaybeViewer } from '../../auth/viewer.ts';
import { beforeNumber } from '../../database/newest-first.ts';
import { encodePosition, type Page, type PageRequest } from '../../database/paging.ts';
import type { DraftChangedPayload, DraftRewrittenPayload } from '../draft/events.ts';
import type { DraftRecord } from '../draft/types.ts';

/** A stretch of editing, or what happened to a draft at one moment: worth looking at, and to compare with. */
export interface MomentRecord {
  readonly draftId: string;
  readonly kind: 'EDITED' | 'RESTORED' | 'IMPORTED' | 'VERSION_NAMED' | 'STATE_CHANGED' | 'DECIDED';
  /** Entry of the activity log that tells it; of several the first. Hex ids and facts are in its payload. */
  readonly event: EventRecord;
  /** When editing began; as {@link at} otherwise. */
  readonly startedAt: Date;
  readonly at: Date;
  readonly memberIds: readonly string[];
  /** What was edited, with positions of the update log; null for what doesn't change the text. */
  readonly edited: Edited | null;
}

/** What was written from one position of the update log to another. */
export interface Edited {
  readonly fromSequence: number;
  readonly toSequence: number;
  readonly charactersInserted: number;
  readonly charactersDeleted: number;
}

export interface MomentsDependencies {
  readonly activity: Pick<ActivityService, 'newestOfKeyTask'>;
}

const kindOf = {
  DRAFT_CHANGED: 'EDITED',
  VERSION_NAMED: 'VERSION_NAMED',
  KEY_TASK_STATE_CHANGED: 'STATE_CHANGED',
  DECISION_MADE: 'DECIDED',
} as const;
const kinds: readonly EventKind[] = [...(Object.keys(kindOf) as (keyof typeof kindOf)[]), 'DRAFT_REWRITTEN'];

/** So long nobody wrote anything: what comes after is another stretch of editing. */
const quiet = 30 * 60_000;

/** Entries of the activity log that are read at a time, and for one page at most. */
const readSize = 200;
const mostRead = 5000;

/** The moments of drafts (SPEC.md, TM-4), from what the activity log tells of them: no update is read. */
export function createMoments({ activity }: MomentsDependencies) {
  return {
    /** A page of a draft's moments, newest first. Empty for who may not see the draft. Throws `INVALID_INPUT`. */
    async moments(
      viewer: MaybeViewer,
      draft: Pick<DraftRecord, 'id' | 'keyTaskId'>,
      request: PageRequest,
    ): Promise<Page<MomentRecord>> {
      const list = new MomentList(draft.id);
      let before = beforeNumber(request);
      let read = 0;
      let ended = false;
      // One more than was asked for tells that there is a next page.
      while (!ended && read < mostRead && list.complete.length <= request.first) {
        const about = { keyTaskId: draft.keyTaskId, kinds };
        const events = await activity.newestOfKeyTask(viewer, about, { before, limit: readSize });
        for (const event of events) list.add(event);
        before = events.at(-1)?.sequence ?? before;
        read += events.length;
        ended = events.length < readSize;
      }
      list.close();
      return {
        edges: list.complete
          .slice(0, request.first)
          .map((moment) => ({ node: moment, cursor: encodePosition([moment.event.sequence]) })),
        hasNextPage: !ended || list.complete.length > request.first,
      };
    },
  };
}

/** Puts moments together out of entries of the activity log that come newest first. */
class MomentList {
  readonly #draftId: string;
  readonly #complete: MomentRecord[] = [];
  /** A stretch of editing that may have begun earlier. */
  #editing: (MomentRecord & { readonly edited: Edited }) | null = null;

  constructor(draftId: string) {
    this.#draftId = draftId;
  }

  get complete(): readonly MomentRecord[] {
    return this.#complete;
  }

  add(event: EventRecord): void {
    if (event.kind === 'DRAFT_CHANGED') this.#addEdit(event);
    else if (event.kind === 'DRAFT_REWRITTEN') this.#addRewriting(event);
    else {
      this.close();
      this.#complete.push(this.#momentOf(event));
    }
  }

  close(): void {
    if (this.#editing !== null) this.#complete.push(this.#editing);
    this.#editing = null;
  }

  #addEdit(event: EventRecord): void {
    const moment = { ...this.#momentOf(event), edited: editedBy(event) };
    const later = this.#editing;
    if (later === null || later.startedAt.getTime() - event.at.getTime() >= quiet) {
      this.close();
      this.#editing = moment;
      return;
    }
    this.#editing = {
      ...moment,
      at: later.at,
      memberIds: [...new Set([...moment.memberIds, ...later.memberIds])],
      edited: together(moment.edited, later.edited),
    };
  }

  /** What it changed is told by the edit behind it, which is no moment of its own when it tells nothing else. */
  #addRewriting(event: EventRecord): void {
    const { change, sequence } = event.payload as unknown as DraftRewrittenPayload;
    const later = this.#editing;
    // One that is told late, behind the next rewriting, is somebody else's.
    const isOwn =
      later !== null &&
      later.edited.toSequence <= sequence &&
      later.memberIds.join() === (event.actorId ?? '');
    const own = isOwn ? { ...later.edited, toSequence: sequence } : null;
    if (own === null) this.close();
    else this.#editing = null;
    const nothing = { charactersInserted: 0, charactersDeleted: 0 };
    const edited = own ?? { fromSequence: sequence, toSequence: sequence, ...nothing };
    this.#complete.push({ ...this.#momentOf(event), kind: change, edited });
  }

  #momentOf(event: EventRecord): MomentRecord {
    const kind = event.kind in kindOf ? kindOf[event.kind as keyof typeof kindOf] : 'EDITED';
    const { at, actorId } = event;
    const memberIds = actorId === null ? [] : [actorId];
    return { draftId: this.#draftId, kind, event, startedAt: at, at, memberIds, edited: null };
  }
}

function editedBy(event: EventRecord): Edited {
  const payload = event.payload as unknown as DraftChangedPayload;
  const { fromSequence, toSequence, charactersInserted, charactersDeleted } = payload;
  return { fromSequence, toSequence, charactersInserted, charactersDeleted };
}

function together(one: Edited, other: Edited): Edited {
  return {
    fromSequence: Math.min(one.fromSequence, other.fromSequence),
    toSequence: Math.max(one.toSequence, other.toSequence),
    charactersInserted: one.charactersInserted + other.charactersInserted,
    charactersDeleted: one.charactersDeleted + other.charactersDeleted,
  };
}
