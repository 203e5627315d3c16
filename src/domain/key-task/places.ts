import type { Transaction } from '../../activity/unit-of-work.ts';
import { DomainError } from '../../errors.ts';
import { checkPosition } from '../plan/input.ts';
import type { StrategyOccupants } from '../plan/strategies.ts';
import type { StrategyRecord } from '../plan/types.ts';
import { liveStates } from './life-cycle.ts';
import type { KeyTaskStore } from './store.ts';
import { conflict } from './transitions.ts';
import { keyTaskStates, type KeyTaskRecord } from './types.ts';

/** The place of a task among those under the same strategy. `strategy` is null for tasks that have none. */
export interface Place {
  readonly strategy: StrategyRecord | null;
  readonly position: number;
}

/** An unbounded tree would make lists by plan unbounded. */
const maxKeyTasks = 1000;

/**
 * The places of key tasks. Under each strategy, and among a plan's tasks without one, positions are 0, 1, 2 … without
 * holes. Withdrawn and merged tasks stay under their strategy, behind those that go on, in the order in which they
 * ended. Everything here happens in the caller's transaction, which has locked the plan's tree.
 */
export function createPlaces({ store, now }: { store: KeyTaskStore; now: () => Date }) {
  function liveCount(tx: Transaction, planId: string, strategyId: string | null): Promise<number> {
    return store.count({ planId, strategyId }, liveStates, tx.session);
  }

  async function place(tx: Transaction, keyTask: KeyTaskRecord, to: Place): Promise<KeyTaskRecord> {
    const after = await store.place(
      keyTask,
      {
        strategyId: to.strategy?.id ?? null,
        strategyPosition: to.strategy?.position ?? null,
        position: to.position,
        updatedAt: now(),
      },
      tx.session,
    );
    if (after === null) throw conflict();
    return after;
  }

  return {
    /** Makes room for a new task behind those that go on. Throws `INVALID_INPUT` when the plan is full. */
    async makeRoom(tx: Transaction, planId: string, strategy: StrategyRecord | null): Promise<Place> {
      const held = await store.count({ planId }, keyTaskStates, tx.session);
      if (held >= maxKeyTasks) {
        throw new DomainError('INVALID_INPUT', `A plan has at most ${maxKeyTasks} key tasks.`);
      }
      const strategyId = strategy?.id ?? null;
      const position = await liveCount(tx, planId, strategyId);
      await store.shift({ planId, strategyId }, { from: position, by: 1 }, tx.session);
      return { strategy, position };
    },

    /**
     * Puts a task that goes on under a strategy, at `position` or behind the others. Returns the same record when it is
     * there already. Throws `INVALID_INPUT` for a place that isn't one.
     */
    async move(
      tx: Transaction,
      keyTask: KeyTaskRecord,
      to: { readonly strategy: StrategyRecord; readonly position: number | null },
    ): Promise<KeyTaskRecord> {
      const { planId, strategyId, position: from } = keyTask;
      const stays = strategyId === to.strategy.id;
      const places = (await liveCount(tx, planId, to.strategy.id)) + (stays ? 0 : 1);
      const position = to.position ?? places - 1;
      checkPosition(position, places);
      if (stays && position === from) return keyTask;
      if (stays) {
        const between =
          from < position
            ? ({ from: from + 1, to: position, by: -1 } as const)
            : ({ from: position, to: from - 1, by: 1 } as const);
        await store.shift({ planId, strategyId }, between, tx.session);
      } else {
        await store.shift({ planId, strategyId }, { from: from + 1, by: -1 }, tx.session);
        await store.shift({ planId, strategyId: to.strategy.id }, { from: position, by: 1 }, tx.session);
      }
      return place(tx, keyTask, { strategy: to.strategy, position });
    },

    /** Puts a task that has just ended behind all others of its strategy. */
    async putLast(tx: Transaction, keyTask: KeyTaskRecord, strategy: StrategyRecord | null) {
      const { planId, strategyId } = keyTask;
      const last = (await store.count({ planId, strategyId }, keyTaskStates, tx.session)) - 1;
      if (keyTask.position === last) return keyTask;
      await store.shift({ planId, strategyId }, { from: keyTask.position + 1, by: -1 }, tx.session);
      return place(tx, keyTask, { strategy, position: last });
    },
  };
}

/** What a plan's strategies need to know of the key tasks under them. Ended tasks don't keep a strategy. */
export function strategyOccupants(store: KeyTaskStore): StrategyOccupants {
  return {
    occupied: (strategyIds, tx) => store.occupiedStrategies(strategyIds, liveStates, tx?.session ?? null),
    renumbered: (tx, positions) => store.renumberStrategies(positions, tx.session),
    removed: (tx, strategy) =>
      store.releaseStrategy({ planId: strategy.planId, strategyId: strategy.id }, tx.session),
  };
}
