import type { ActivityService } from '../../activity/service.ts';
import type { ActivityCount } from '../../activity/store.ts';
import type { Transact } from '../../activity/unit-of-work.ts';
import { requireViewer } from '../../auth/verdict.ts';
import type { MaybeViewer, Viewer } from '../../auth/viewer.ts';
import type { Clock } from '../../clock.ts';
import type { KeyTaskService } from '../key-task/service.ts';
import type { MembershipService } from '../membership/service.ts';
import { toViewer } from '../membership/viewer.ts';
import type { PlanService } from '../plan/service.ts';
import type { DigestStore } from './store.ts';
import { digestText } from './text.ts';
import type { DigestChoice, DigestRecord, SendMail } from './types.ts';

export interface DigestServiceDependencies {
  readonly store: DigestStore;
  readonly transact: Transact;
  readonly activity: Pick<ActivityService, 'startOf' | 'markOf' | 'countsOfOthers'>;
  readonly membership: Pick<MembershipService, 'activeMember'>;
  readonly plans: Pick<PlanService, 'findMany'>;
  readonly keyTasks: Pick<KeyTaskService, 'findMany'>;
  readonly clock: Clock;
}

const day = 86_400_000;
const periods = { DAILY: day, WEEKLY: 7 * day } as const;
/** After a failure it is tried again so much later, twice as much after each further one, at most a period. */
const firstRetry = 15 * 60_000;
/** One that was taken is to be sent within this, in milliseconds; whoever took it has ended if it isn't. */
const lease = 15 * 60_000;

/** Digests by mail of what others did (SPEC.md, DG). */
export function createDigestService(dependencies: DigestServiceDependencies) {
  const { store, transact, activity, membership, plans, keyTasks, clock } = dependencies;

  function periodOf({ choice }: DigestRecord): number {
    return choice === 'WEEKLY' ? periods.WEEKLY : periods.DAILY;
  }

  /** At the same time of the day as before, unless that has passed as well. */
  function nextAfter(digest: DigestRecord, now: Date): Date {
    const next = digest.dueAt.getTime() + periodOf(digest);
    return new Date(next > now.getTime() ? next : now.getTime() + periodOf(digest));
  }

  async function titlesOf(viewer: Viewer, counts: readonly ActivityCount[]) {
    const idsOf = (name: 'planId' | 'keyTaskId') => [
      ...new Set(counts.flatMap((count) => (count[name] === null ? [] : [count[name]]))),
    ];
    const titles = (found: readonly ({ id: string; title: string } | null)[]) =>
      new Map(found.flatMap((record) => (record === null ? [] : [[record.id, record.title] as const])));
    return {
      plans: titles(await plans.findMany(viewer, idsOf('planId'))),
      keyTasks: titles(await keyTasks.findMany(viewer, idsOf('keyTaskId'))),
    };
  }

  /** Tells a member what is new, if anything is. Returns up to where; null when there is nobody to be told. */
  async function tell(digest: DigestRecord, send: SendMail): Promise<number | null> {
    const member = await membership.activeMember(digest.memberId);
    if (member === null) return null;
    const viewer = toViewer(member, { sessionId: null, expiresAt: clock() });
    const last = await activity.startOf(null);
    const seen = (await activity.markOf(viewer))?.sequence ?? 0;
    const range = { after: Math.max(digest.position, seen), upTo: last };
    const counts = await activity.countsOfOthers(viewer, range);
    const total = counts.reduce((sum, { count }) => sum + count, 0);
    if (total > 0) {
      const text = digestText(counts, await titlesOf(viewer, counts));
      const subject = `Choan: ${total} ${total === 1 ? 'event' : 'events'} by others`;
      await send({ to: member.email, subject, text });
    }
    return last;
  }

  return {
    /** What the viewer chose. */
    choiceOf: (viewer: Viewer): Promise<DigestChoice> => store.choiceOf(viewer.memberId),

    /** From now on, when it is chosen anew: the first one comes after a period, with what happens until then. */
    async choose(maybeViewer: MaybeViewer, choice: DigestChoice): Promise<DigestChoice> {
      const { memberId } = requireViewer(maybeViewer);
      const now = clock().getTime();
      const position = await activity.startOf(null);
      const dueAt = new Date(now + (choice === 'NEVER' ? 0 : periods[choice]));
      const chosen = { memberId, choice, position, dueAt, failures: 0 };
      await transact((tx) => store.choose(chosen, tx.session));
      return choice;
    },

    /**
     * Without authorisation: sends the digests that are due, one behind the other, until there are no more or `signal`
     * is aborted. One is taken before it is sent, so that no other process sends it as well unless this one ends in the
     * middle of it. Of one that can't be sent
     * `onError` is told, and it is tried again later with everything that it would have told.
     */
    async sendDue(
      send: SendMail,
      { signal, onError }: { readonly signal: AbortSignal; readonly onError: (error: unknown) => void },
    ): Promise<void> {
      while (!signal.aborted) {
        const now = clock();
        const digest = await store.findDue(now);
        if (digest === null) return;
        const taken = new Date(now.getTime() + lease);
        if (!(await store.take(digest, taken))) continue;
        try {
          const position = await tell(digest, send);
          await store.told(digest.memberId, { position, taken, next: nextAfter(digest, now) });
        } catch (error) {
          const wait = Math.min(firstRetry * 2 ** Math.min(digest.failures, 20), periodOf(digest));
          await store.failed(digest.memberId, taken, new Date(clock().getTime() + wait));
          onError(error);
        }
      }
    },
  };
}

export type DigestService = ReturnType<typeof createDigestService>;
