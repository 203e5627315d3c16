import { isDeepStrictEqual } from 'node:util';
import type { Transact, Transaction } from '../../activity/unit-of-work.ts';
import { enforce, requireViewer } from '../../auth/verdict.ts';
import type { MaybeViewer, Viewer } from '../../auth/viewer.ts';
import type { Clock } from '../../clock.ts';
import { conflictRules, type ConflictRule } from '../../content/index.ts';
import {
  decodePosition,
  encodePosition,
  toPage,
  type Page,
  type PageRequest,
} from '../../database/paging.ts';
import { DomainError } from '../../errors.ts';
import { optionalText, requiredText } from '../../text.ts';
import { planChanged } from './events.ts';
import { checkBallotRule, checkPeriod, defaultBallotRule } from './input.ts';
import { checkNumbering, defaultNumbering, type NumberingLevelInput } from './numbering.ts';
import { managePlansVerdict } from './policy.ts';
import type { PlanPosition, PlanStore } from './store.ts';
import { createStrategyService } from './strategies.ts';
import type { BallotRuleInput, PlanRecord } from './types.ts';

export interface PlanServiceDependencies {
  readonly store: PlanStore;
  readonly transact: Transact;
  readonly clock: Clock;
}

export interface NewPlan {
  readonly title: string;
  readonly englishTitle?: string | null;
  readonly periodStart: number;
  readonly periodEnd: number;
  readonly predecessorId?: string | null;
  readonly vision?: string | null;
  readonly ballotRule?: BallotRuleInput | null;
  readonly numbering?: readonly NumberingLevelInput[] | null;
}

/** What is absent stays as it is; null clears an optional field. */
export interface PlanUpdate {
  readonly title?: string | null;
  readonly englishTitle?: string | null;
  readonly vision?: string | null;
  readonly ballotRule?: BallotRuleInput | null;
  readonly numbering?: readonly NumberingLevelInput[] | null;
  readonly blockingConflicts?: readonly ConflictRule[] | null;
}

const visionBounds = { max: 5000, multiline: true } as const;

/** Plans and their strategies. Anybody reads them; the secretariat and the chair change them. */
export function createPlanService(dependencies: PlanServiceDependencies) {
  const { store, transact, clock } = dependencies;

  function cursorOf(plan: PlanRecord): string {
    return encodePosition([plan.periodStart, plan.periodEnd, plan.id]);
  }

  async function checkPredecessor(tx: Transaction, predecessorId: string, periodStart: number) {
    const predecessor = await store.findPlan(predecessorId, tx.session);
    if (predecessor === null) {
      throw new DomainError('NOT_FOUND', 'There is no such plan before this one.', ['predecessorId']);
    }
    if (predecessor.periodStart >= periodStart) {
      const message = 'The plan before this one must start earlier.';
      throw new DomainError('INVALID_INPUT', message, ['predecessorId']);
    }
  }

  return {
    ...createStrategyService(dependencies),

    /** The plan. Throws `NOT_FOUND`. */
    async find(_viewer: MaybeViewer, id: string): Promise<PlanRecord> {
      const plan = await store.findPlan(id);
      if (plan === null) throw noSuchPlan();
      return plan;
    },

    /** The plans with these ids, in their order; null for one that doesn't exist. */
    async findMany(_viewer: MaybeViewer, ids: readonly string[]): Promise<(PlanRecord | null)[]> {
      const byId = new Map((await store.findPlans(ids)).map((plan) => [plan.id, plan]));
      return ids.map((id) => byId.get(id) ?? null);
    },

    /** In the caller's transaction, without authorisation: the caller has done it. */
    findInTransaction(tx: Transaction, id: string): Promise<PlanRecord | null> {
      return store.findPlan(id, tx.session);
    },

    /** A page of all plans, newest period first. Throws `INVALID_INPUT` for a cursor of another list. */
    async page(_viewer: MaybeViewer, request: PageRequest): Promise<Page<PlanRecord>> {
      const after = request.after === null ? null : readPosition(request.after);
      return toPage(await store.listPlans(after, request.first + 1), request, cursorOf);
    },

    /** Throws `INVALID_INPUT`, `FORBIDDEN`, or `NOT_FOUND` for an unknown predecessor. */
    async create(maybeViewer: MaybeViewer, input: NewPlan): Promise<PlanRecord> {
      const viewer = authorised(maybeViewer);
      checkPeriod(input.periodStart, input.periodEnd);
      const plan: PlanRecord = {
        id: store.newId(),
        title: requiredText(input.title, 'title'),
        englishTitle: optionalText(input.englishTitle, 'englishTitle'),
        periodStart: input.periodStart,
        periodEnd: input.periodEnd,
        predecessorId: input.predecessorId ?? null,
        vision: optionalText(input.vision, 'vision', visionBounds),
        ballotRule: checkBallotRule(input.ballotRule ?? defaultBallotRule),
        numbering: checkNumbering(input.numbering ?? defaultNumbering),
        blockingConflicts: [],
        createdAt: clock(),
      };
      return transact(async (tx) => {
        if (plan.predecessorId !== null) await checkPredecessor(tx, plan.predecessorId, plan.periodStart);
        await store.insertPlan(plan, tx.session);
        tx.emit(planChanged(plan, 'CREATED', viewer.memberId));
        return plan;
      });
    },

    /**
     * A new ballot rule counts for ballots that open after it, a new numbering for plan versions. An update that changes
     * nothing emits nothing. Throws `INVALID_INPUT`, `FORBIDDEN`, `NOT_FOUND`.
     */
    async update(maybeViewer: MaybeViewer, planId: string, input: PlanUpdate): Promise<PlanRecord> {
      const viewer = authorised(maybeViewer);
      const { ballotRule, ...others } = input;
      const fields = readUpdate(others);
      if (ballotRule === null) {
        throw new DomainError('INVALID_INPUT', 'A plan needs a ballot rule.', ['ballotRule']);
      }
      return transact(async (tx) => {
        const before = await store.findPlan(planId, tx.session);
        if (before === null) throw noSuchPlan();
        const wanted =
          ballotRule === undefined
            ? fields
            : { ...fields, ballotRule: checkBallotRule(ballotRule, before.ballotRule) };
        if (isDeepStrictEqual(before, { ...before, ...wanted })) return before;
        const after = await store.updatePlan(planId, wanted, tx.session);
        if (after === null) throw noSuchPlan();
        tx.emit(planChanged(after, 'UPDATED', viewer.memberId));
        return after;
      });
    },
  };
}

export type PlanService = ReturnType<typeof createPlanService>;

function authorised(viewer: MaybeViewer): Viewer {
  const member = requireViewer(viewer);
  enforce(managePlansVerdict(member));
  return member;
}

function noSuchPlan(): DomainError {
  return new DomainError('NOT_FOUND', 'There is no such plan.', ['planId']);
}

function readUpdate(input: Omit<PlanUpdate, 'ballotRule'>): Partial<PlanRecord> {
  if (input.title === null) throw new DomainError('INVALID_INPUT', 'A plan needs a title.', ['title']);
  if (input.numbering === null) {
    throw new DomainError('INVALID_INPUT', 'A plan needs a numbering.', ['numbering']);
  }
  return {
    ...(input.title === undefined ? {} : { title: requiredText(input.title, 'title') }),
    ...(input.englishTitle === undefined
      ? {}
      : { englishTitle: optionalText(input.englishTitle, 'englishTitle') }),
    ...(input.vision === undefined ? {} : { vision: optionalText(input.vision, 'vision', visionBounds) }),
    ...(input.numbering === undefined ? {} : { numbering: checkNumbering(input.numbering) }),
    ...(input.blockingConflicts === undefined
      ? {}
      : { blockingConflicts: conflictRules.filter((rule) => input.blockingConflicts?.includes(rule)) }),
  };
}

function readPosition(cursor: string): PlanPosition {
  const [periodStart, periodEnd, planId] = decodePosition(cursor, 3);
  if (
    typeof periodStart !== 'number' ||
    typeof periodEnd !== 'number' ||
    typeof planId !== 'string' ||
    !/^[0-9a-f]{24}$/.test(planId)
  ) {
    throw new DomainError('INVALID_INPUT', 'The cursor is not one that this list gave out.', ['after']);
  }
  return [periodStart, periodEnd, planId];
}
