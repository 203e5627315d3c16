import type { Transaction } from '../../activity/unit-of-work.ts';
import { enforce } from '../../auth/verdict.ts';
import type { Viewer } from '../../auth/viewer.ts';
import type { Clock } from '../../clock.ts';
import { DomainError } from '../../errors.ts';
import { keyTaskStateChanged } from './events.ts';
import { freezeReasons, nextState, type KeyTaskAction } from './life-cycle.ts';
import { keyTaskVerdict } from './policy.ts';
import type { KeyTaskStore } from './store.ts';
import type { KeyTaskRecord, KeyTaskState } from './types.ts';

/** A step of a task's life, as those who depend on it are told. */
export interface KeyTaskTransition {
  readonly before: KeyTaskRecord;
  readonly after: KeyTaskRecord;
  readonly action: KeyTaskAction;
  readonly reason: string | null;
  readonly actorId: string;
}

export interface TransitionRequest {
  readonly viewer: Viewer;
  readonly keyTaskId: string;
  readonly action: KeyTaskAction;
  readonly reason?: string | null;
  /** With `SUBMIT`: the version that is submitted. */
  readonly currentVersionId?: string | null;
  /** With `CONFIRM`: the version that the plan holds from now on; the current one when left out. */
  readonly sealedVersionId?: string;
  /** With `MERGE`: the task that goes on. */
  readonly mergedIntoId?: string;
}

export type TransitionListener = (tx: Transaction, transition: KeyTaskTransition) => Promise<void>;

interface TransitionDependencies {
  readonly store: KeyTaskStore;
  readonly clock: Clock;
  readonly drafts: {
    setFrozen(
      tx: Transaction,
      draftId: string,
      state: { frozen: boolean; reason: string | null },
    ): Promise<void>;
  };
}

/** Moves key tasks through their life cycle, in the transaction of whoever has the reason to. */
export function createTransitions({ store, clock, drafts }: TransitionDependencies) {
  const listeners: TransitionListener[] = [];

  return {
    /**
     * Takes one step of a task's life in the caller's transaction: checks policy and life cycle, writes, freezes or thaws
     * the draft, emits `KEY_TASK_STATE_CHANGED`, then awaits the listeners. Throws `NOT_FOUND`, `FORBIDDEN`,
     * `ILLEGAL_TRANSITION`, or `CONFLICT` when the task was changed in between. Whoever freezes a draft with it runs the
     * transaction inside `drafts.hold`.
     */
    async transition(tx: Transaction, request: TransitionRequest): Promise<KeyTaskRecord> {
      const { viewer, action, reason = null } = request;
      const before = await store.find(request.keyTaskId, tx.session);
      if (before === null) throw new DomainError('NOT_FOUND', 'There is no such key task.', ['keyTaskId']);
      enforce(keyTaskVerdict(viewer, before, action));
      const state = nextState(before.state, action);
      const after = await store.update(
        before,
        { ...stateFields(before, state, request), state, updatedAt: clock() },
        tx.session,
      );
      if (after === null) throw conflict();
      const frozenReason = freezeReasons[state];
      await drafts.setFrozen(tx, after.draftId, { frozen: frozenReason !== null, reason: frozenReason });
      tx.emit(keyTaskStateChanged(after, { from: before.state, reason }, viewer.memberId));
      for (const listener of listeners) {
        await listener(tx, { before, after, action, reason, actorId: viewer.memberId });
      }
      return after;
    },

    /** Registers what has to happen in the same transaction as a step, e.g. reviews that it makes void. */
    onTransition(listener: TransitionListener): void {
      listeners.push(listener);
    },
  };
}

export function conflict(): DomainError {
  return new DomainError('CONFLICT', 'Somebody else changed the key task in between. Read it again.');
}

/** What the versions and flags of a task are in its new state. */
function stateFields(before: KeyTaskRecord, state: KeyTaskState, request: TransitionRequest) {
  switch (state) {
    case 'IN_REVIEW':
      return request.action === 'REVIEW_AGAIN'
        ? {}
        : { currentVersionId: required(request.currentVersionId, 'currentVersionId') };
    case 'APPROVED':
    case 'TABLED':
      return {};
    case 'CONFIRMED':
      return {
        currentVersionId: null,
        sealedVersionId: required(request.sealedVersionId ?? before.currentVersionId, 'sealedVersionId'),
        amendment: false,
      };
    case 'DRAFTING':
      return request.action === 'REOPEN' || request.action === 'SEND_BACK'
        ? { currentVersionId: null, amendment: true }
        : { currentVersionId: null };
    case 'WITHDRAWN':
      return { currentVersionId: null, amendment: false };
    case 'MERGED':
      return {
        currentVersionId: null,
        amendment: false,
        mergedIntoId: required(request.mergedIntoId, 'mergedIntoId'),
      };
  }
}

function required(value: string | null | undefined, name: string): string {
  // A caller's mistake, not a viewer's.
  if (value === undefined || value === null) throw new Error(`This transition needs ${name}.`);
  return value;
}
