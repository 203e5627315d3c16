import type { Transact, Transaction } from '../../activity/unit-of-work.ts';
import { enforce, requireViewer } from '../../auth/verdict.ts';
import type { MaybeViewer, Viewer } from '../../auth/viewer.ts';
import { DomainError } from '../../errors.ts';
import { optionalText, requiredText } from '../../text.ts';
import { strategyChanged } from './events.ts';
import { checkPosition } from './input.ts';
import { managePlansVerdict, removeStrategyVerdict } from './policy.ts';
import type { PlanStore } from './store.ts';
import type { PlanRecord, StrategyRecord } from './types.ts';

interface StrategyDependencies {
  readonly store: PlanStore;
  readonly transact: Transact;
}

/** What hangs on strategies, a layer above: key tasks. */
export interface StrategyOccupants {
  /** Those of the strategies that hold something and can't be removed; as `tx` sees it when one is given. */
  occupied(strategyIds: readonly string[], tx: Transaction | null): Promise<ReadonlySet<string>>;
  /** Strategies have new positions; in the same transaction. */
  renumbered(tx: Transaction, positions: ReadonlyMap<string, number>): Promise<void>;
  /** A strategy that isn't occupied is removed; in the same transaction. */
  removed(tx: Transaction, strategy: StrategyRecord): Promise<void>;
}

export interface StrategyTitles {
  readonly title: string;
  /** Null for none. Left out, a new strategy has none and an existing one keeps its own. */
  readonly englishTitle?: string | null;
}

/** The list of a plan's strategies is read as a whole, so it has a bound. */
const maxStrategies = 100;

/** The branches of a plan's tree. Their positions are 0, 1, 2 … without holes, whatever happens. */
export function createStrategyService({ store, transact }: StrategyDependencies) {
  let occupants: StrategyOccupants | null = null;

  function requireOccupants(): StrategyOccupants {
    // Without it a strategy that holds key tasks would be taken for an empty one.
    if (occupants === null) throw new Error('Nobody has said what hangs on strategies.');
    return occupants;
  }

  async function requireStrategy(tx: Transaction, id: string): Promise<StrategyRecord> {
    const strategy = await store.findStrategy(id, tx.session);
    if (strategy === null) throw noSuchStrategy();
    return strategy;
  }

  /** Puts the plan's strategies into this order; returns the new positions of those that had another one. */
  async function renumber(tx: Transaction, ordered: readonly StrategyRecord[]) {
    const positions = new Map<string, number>();
    ordered.forEach((strategy, index) => {
      if (strategy.position !== index) positions.set(strategy.id, index);
    });
    await store.renumberStrategies(positions, tx.session);
    await requireOccupants().renumbered(tx, positions);
    return positions;
  }

  async function lockTree(tx: Transaction, planId: string): Promise<PlanRecord> {
    const plan = await store.raiseTreeRevision(planId, tx.session);
    if (plan === null) throw new DomainError('NOT_FOUND', 'There is no such plan.', ['planId']);
    return plan;
  }

  return {
    /** Told of what happens to strategies. Set once, when the application is put together. */
    setOccupants(who: StrategyOccupants): void {
      occupants = who;
    },

    /**
     * In the caller's transaction, before it changes the plan's tree: of two transactions that do so at the same time,
     * one runs again. Throws `NOT_FOUND`.
     */
    lockTree,

    /** In the caller's transaction, without authorisation: anybody may read it. */
    findStrategyInTransaction(tx: Transaction, id: string): Promise<StrategyRecord | null> {
      return store.findStrategy(id, tx.session);
    },

    /** A plan's strategies in order, in the caller's transaction. */
    strategiesInTransaction(tx: Transaction, planId: string): Promise<StrategyRecord[]> {
      return store.listStrategies([planId], tx.session);
    },

    /** The strategies with these ids, in their order; null for one that doesn't exist. */
    async findManyStrategies(
      _viewer: MaybeViewer,
      ids: readonly string[],
    ): Promise<(StrategyRecord | null)[]> {
      const byId = new Map((await store.findStrategies(ids)).map((strategy) => [strategy.id, strategy]));
      return ids.map((id) => byId.get(id) ?? null);
    },

    /** For each plan, its strategies in order. One query for all. */
    async strategiesOfPlans(_viewer: MaybeViewer, planIds: readonly string[]): Promise<StrategyRecord[][]> {
      const byPlan = new Map<string, StrategyRecord[]>(planIds.map((id) => [id, []]));
      for (const strategy of await store.listStrategies(planIds)) byPlan.get(strategy.planId)?.push(strategy);
      return planIds.map((id) => byPlan.get(id) ?? []);
    },

    /** For each strategy, whether it holds a key task and so can't be removed. One query for all. */
    async areOccupied(strategyIds: readonly string[]): Promise<boolean[]> {
      const occupied = await requireOccupants().occupied(strategyIds, null);
      return strategyIds.map((id) => occupied.has(id));
    },

    /** Adds a strategy behind the plan's others. Throws `INVALID_INPUT`, `FORBIDDEN`, `NOT_FOUND`. */
    async createStrategy(
      maybeViewer: MaybeViewer,
      planId: string,
      input: StrategyTitles,
    ): Promise<StrategyRecord> {
      const viewer = authorised(maybeViewer);
      const titles = readTitles(input);
      const id = store.newId();
      return transact(async (tx) => {
        await lockTree(tx, planId);
        const position = (await store.listStrategies([planId], tx.session)).length;
        if (position >= maxStrategies) {
          throw new DomainError('INVALID_INPUT', `A plan has at most ${maxStrategies} strategies.`);
        }
        const strategy: StrategyRecord = { id, planId, englishTitle: null, ...titles, position };
        await store.insertStrategy(strategy, tx.session);
        tx.emit(strategyChanged(strategy, 'CREATED', viewer.memberId));
        return strategy;
      });
    },

    /** The same titles again change nothing. Throws `INVALID_INPUT`, `FORBIDDEN`, `NOT_FOUND`. */
    async renameStrategy(
      maybeViewer: MaybeViewer,
      strategyId: string,
      input: StrategyTitles,
    ): Promise<StrategyRecord> {
      const viewer = authorised(maybeViewer);
      const titles = readTitles(input);
      return transact(async (tx) => {
        const before = await requireStrategy(tx, strategyId);
        const wanted = { ...before, ...titles };
        if (before.title === wanted.title && before.englishTitle === wanted.englishTitle) return before;
        const after = await store.updateStrategy(strategyId, titles, tx.session);
        if (after === null) throw noSuchStrategy();
        tx.emit(strategyChanged(after, 'RENAMED', viewer.memberId));
        return after;
      });
    },

    /**
     * Puts a strategy at `position`; those in between make room. The place it has already changes nothing. Throws
     * `INVALID_INPUT` for a place that isn't one, `FORBIDDEN`, `NOT_FOUND`.
     */
    async moveStrategy(
      maybeViewer: MaybeViewer,
      strategyId: string,
      position: number,
    ): Promise<StrategyRecord> {
      const viewer = authorised(maybeViewer);
      return transact(async (tx) => {
        const before = await requireStrategy(tx, strategyId);
        await lockTree(tx, before.planId);
        const others = await store.listStrategies([before.planId], tx.session);
        checkPosition(position, others.length);
        if (position === before.position) return before;
        others.splice(before.position, 1);
        others.splice(position, 0, before);
        await renumber(tx, others);
        const after = { ...before, position };
        tx.emit(strategyChanged(after, 'MOVED', viewer.memberId));
        return after;
      });
    },

    /**
     * Removes a strategy that holds no key task; withdrawn and merged ones lose their place. Returns the plan. Throws
     * `ILLEGAL_TRANSITION` when it holds one, `FORBIDDEN`, `NOT_FOUND`.
     */
    async removeStrategy(maybeViewer: MaybeViewer, strategyId: string): Promise<PlanRecord> {
      const viewer = authorised(maybeViewer);
      return transact(async (tx) => {
        const strategy = await requireStrategy(tx, strategyId);
        const plan = await lockTree(tx, strategy.planId);
        const occupied = await requireOccupants().occupied([strategyId], tx);
        enforce(removeStrategyVerdict(viewer, occupied.has(strategyId)));
        await requireOccupants().removed(tx, strategy);
        await store.deleteStrategy(strategyId, tx.session);
        await renumber(tx, await store.listStrategies([strategy.planId], tx.session));
        tx.emit(strategyChanged(strategy, 'REMOVED', viewer.memberId));
        return plan;
      });
    },
  };
}

function authorised(viewer: MaybeViewer): Viewer {
  const member = requireViewer(viewer);
  enforce(managePlansVerdict(member));
  return member;
}

function noSuchStrategy(): DomainError {
  return new DomainError('NOT_FOUND', 'There is no such strategy.', ['strategyId']);
}

function readTitles(input: StrategyTitles) {
  return {
    title: requiredText(input.title, 'title'),
    ...(input.englishTitle === undefined
      ? {}
      : { englishTitle: optionalText(input.englishTitle, 'englishTitle') }),
  };
}
