import type { EventRecord } from '../activity/event.ts';
import type { ActivityService } from '../activity/service.ts';
import type { PlanService } from '../domain/plan/service.ts';
import type { PlanRecord } from '../domain/plan/types.ts';
import { parseGlobalId, toGlobalId } from '../graphql/ids.ts';
import { nameBasedUrn, type AtomEntry, type AtomFeed } from './atom.ts';

interface PublicFeedDependencies {
  readonly activity: Pick<ActivityService, 'newestPublic' | 'entries'>;
  readonly plans: Pick<PlanService, 'findMany'>;
}

/** So many entries at most. */
const longestFeed = 50;
const author = 'Choan';
const home = '/';
export const activityFeedPath = '/feeds/activity.atom';

/** Where the feed of a plan is; its id is that of the API. */
export function planFeedPath(globalId: string): string {
  return `/feeds/plans/${globalId}.atom`;
}

/** What happened, and facts by which it is found again. */
function wordsOf({ kind, payload }: EventRecord, plan: string): { title: string; facts: string[] } {
  switch (kind) {
    case 'PLAN_CHANGED': {
      const title = `“${String(payload['title'])}”`;
      const created = payload['change'] === 'CREATED';
      return { title: created ? `The plan ${title} was opened` : `The plan ${title} was changed`, facts: [] };
    }
    case 'PLAN_VERSION_PUBLISHED':
      return {
        title: `Version ${String(payload['number'])} of ${plan} was published`,
        facts: [
          `Plan version: ${toGlobalId('PlanVersion', String(payload['planVersionId']))}`,
          `SHA-256: ${String(payload['hash'])}`,
        ],
      };
    case 'PLAN_SUBMISSION_CHANGED':
      return {
        title: `The Strategy Committee adopted ${plan}`,
        facts: [`SHA-256 of the plan version: ${String(payload['planVersionHash'])}`],
      };
    default: {
      const words = kind.toLowerCase().replaceAll('_', ' ');
      return { title: `${words.charAt(0).toUpperCase()}${words.slice(1)}: ${plan}`, facts: [] };
    }
  }
}

function entryOf(event: EventRecord, plan: PlanRecord | null, origin: string): AtomEntry {
  const { title, facts } = wordsOf(event, plan === null ? 'a plan' : `“${plan.title}”`);
  const planId = plan === null ? null : toGlobalId('Plan', plan.id);
  return {
    id: nameBasedUrn(`${origin}/event/${event.sequence}`),
    title,
    updated: event.at,
    content: [...(planId === null ? [] : [`Plan: ${planId}`]), ...facts, `Event: ${event.kind}`].join('\n'),
    links: [
      { rel: 'alternate', type: 'text/html', href: home },
      ...(planId === null
        ? []
        : [{ rel: 'related', type: 'application/atom+xml', href: planFeedPath(planId) }]),
    ],
  };
}

/**
 * What is public of the activity log, as Atom feeds (SPEC.md, AF). Of tasks they name nothing: a task's title is public
 * only in a plan version.
 */
export function createPublicFeeds({ activity, plans }: PublicFeedDependencies) {
  /** What tells this installation from others: when its log began. */
  async function origin(): Promise<Date> {
    const [first] = await activity.entries([1]);
    return first?.at ?? new Date(0);
  }

  async function entriesOf(planId: string | null, began: Date): Promise<AtomEntry[]> {
    const events = await activity.newestPublic(planId, longestFeed);
    const ids = [...new Set(events.flatMap((event) => (event.planId === null ? [] : [event.planId])))];
    const found = await plans.findMany(null, ids);
    const byId = new Map(ids.map((id, index) => [id, found[index] ?? null]));
    return events.map((event) =>
      entryOf(event, event.planId === null ? null : (byId.get(event.planId) ?? null), began.toISOString()),
    );
  }

  return {
    /** Of all plans. */
    async activity(): Promise<AtomFeed> {
      const began = await origin();
      const entries = await entriesOf(null, began);
      return {
        id: nameBasedUrn(`${began.toISOString()}/feed`),
        title: 'Plans: what is public',
        updated: entries[0]?.updated ?? began,
        author,
        self: activityFeedPath,
        alternate: home,
        entries,
      };
    },

    /** Of the plan with this id of the API; null when there is none. */
    async plan(globalId: string): Promise<AtomFeed | null> {
      const parsed = parseGlobalId(globalId);
      const [plan] = parsed?.type === 'Plan' ? await plans.findMany(null, [parsed.id]) : [];
      if (plan === undefined || plan === null) return null;
      const began = await origin();
      const entries = await entriesOf(plan.id, began);
      return {
        id: nameBasedUrn(`${began.toISOString()}/feed/${plan.id}`),
        title: plan.title,
        updated: entries[0]?.updated ?? plan.createdAt,
        author,
        self: planFeedPath(globalId),
        alternate: home,
        entries,
      };
    },
  };
}

export type PublicFeeds = ReturnType<typeof createPublicFeeds>;
