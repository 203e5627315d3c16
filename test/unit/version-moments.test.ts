import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EventKind, EventRecord } from '../../src/activity/event.ts';
import type { Viewer } from '../../src/auth/viewer.ts';
import { createMoments, type MomentRecord } from '../../src/domain/version/moments.ts';

const draft = { id: 'd'.repeat(24), keyTaskId: 'e'.repeat(24) };
const viewer: Viewer = {
  memberId: 'a'.repeat(24),
  sessionId: null,
  displayName: '',
  organisation: '',
  roles: new Set(),
  subcommittees: new Map(),
  expiresAt: new Date('2100-01-01T00:00:00Z'),
};

/** A log of the activity in memory: what each entry is, who did it, minutes after the one before, and its payload. */
function logOf(entries: readonly (readonly [EventKind, string, number, object?])[]) {
  let minutes = 0;
  const events = entries.map(([kind, actorId, after, payload = {}], index): EventRecord => {
    minutes += after;
    const about = { planId: null, subcommitteeId: null, keyTaskId: draft.keyTaskId };
    const at = new Date(Date.parse('2021-06-01T00:00:00Z') + minutes * 60_000);
    return {
      ...about,
      kind,
      actorId,
      at,
      sequence: index + 1,
      visibility: 'MEMBERS',
      payload: { ...payload },
    };
  });
  const reads: number[] = [];
  const list = createMoments({
    activity: {
      newestOfKeyTask: (_viewer, { kinds }, { before, limit }) => {
        reads.push(limit);
        return Promise.resolve(
          events
            .filter((event) => kinds.includes(event.kind) && event.sequence < (before ?? Infinity))
            .reverse()
            .slice(0, limit),
        );
      },
    },
  });
  async function all(first: number): Promise<MomentRecord[]> {
    const found: MomentRecord[] = [];
    for (let after: string | null = null; ;) {
      const page = await list.moments(viewer, draft, { first, after });
      expect(page.edges.length).toBeLessThanOrEqual(first);
      found.push(...page.edges.map(({ node }) => node));
      if (!page.hasNextPage) return found;
      after = page.edges.at(-1)?.cursor ?? null;
    }
  }
  return { all, list, reads };
}

const edit = (from: number, to: number, inserted = to - from + 1) => ({
  fromSequence: from,
  toSequence: to,
  charactersInserted: inserted,
  charactersDeleted: 1,
});

const shown = (moments: readonly MomentRecord[]) =>
  moments.map(({ kind, memberIds, edited }) =>
    [kind, memberIds.join('+'), edited === null ? '' : `${edited.fromSequence}-${edited.toSequence}`].join(
      ' ',
    ),
  );

describe('the moments of a draft', () => {
  it('TM-4: edits are one stretch until half an hour is quiet or something else happens', async () => {
    const { all } = logOf([
      ['DRAFT_CHANGED', 'kim', 0, edit(1, 3)],
      ['DRAFT_CHANGED', 'lee', 0, edit(2, 4)],
      ['DRAFT_CHANGED', 'kim', 29, edit(5, 5)],
      ['DRAFT_CHANGED', 'kim', 30, edit(6, 8)],
      ['VERSION_NAMED', 'lead', 1],
      ['KEY_TASK_STATE_CHANGED', 'lead', 0],
      ['REVIEW_CHANGED', 'rev', 0],
      ['DECISION_MADE', 'chair', 1],
      ['DRAFT_CHANGED', 'han', 1, edit(9, 9)],
    ]);
    const found = await all(25);
    expect(shown(found)).toEqual([
      'EDITED han 9-9',
      'DECIDED chair ',
      'STATE_CHANGED lead ',
      'VERSION_NAMED lead ',
      'EDITED kim 6-8',
      'EDITED kim+lee 1-5',
    ]);
    const last = found.at(-1);
    expect(last?.edited).toMatchObject({ charactersInserted: 7, charactersDeleted: 3 });
    expect((last?.at.getTime() ?? 0) - (last?.startedAt.getTime() ?? 0)).toBe(29 * 60_000);
  });

  it('TM-4: a restoring or an import tells what it changed, and is no stretch of editing as well', async () => {
    const { all } = logOf([
      ['DRAFT_CHANGED', 'kim', 0, edit(1, 3)],
      ['DRAFT_REWRITTEN', 'lee', 1, { change: 'RESTORED', sequence: 4, restoredSequence: 1 }],
      ['DRAFT_CHANGED', 'lee', 0, edit(4, 4)],
      ['DRAFT_REWRITTEN', 'lee', 1, { change: 'IMPORTED', sequence: 5, restoredSequence: null }],
      // Told together with what was typed behind it.
      ['DRAFT_CHANGED', 'lee', 0, edit(5, 7)],
    ]);
    expect(shown(await all(25))).toEqual([
      'EDITED lee 5-7',
      'IMPORTED lee 5-5',
      'RESTORED lee 4-4',
      'EDITED kim 1-3',
    ]);
  });

  it('TM-4: an edit that is told late is not that of another member who rewrote the draft meanwhile', async () => {
    const { all } = logOf([
      ['DRAFT_REWRITTEN', 'kim', 0, { change: 'IMPORTED', sequence: 1, restoredSequence: null }],
      ['DRAFT_REWRITTEN', 'lee', 1, { change: 'IMPORTED', sequence: 2, restoredSequence: null }],
      ['DRAFT_CHANGED', 'kim', 0, edit(1, 1)],
      ['DRAFT_CHANGED', 'lee', 0, edit(2, 2)],
    ]);
    expect(shown(await all(25))).toEqual(['EDITED kim+lee 1-2', 'IMPORTED lee 2-2', 'IMPORTED kim 1-1']);
  });

  it('TM-4: page by page they are the same as all at once, whatever the size of a page', async () => {
    const kinds: readonly EventKind[] = [
      'DRAFT_CHANGED',
      'DRAFT_CHANGED',
      'VERSION_NAMED',
      'DRAFT_REWRITTEN',
    ];
    const entry = fc.tuple(
      fc.constantFrom(...kinds),
      fc.constantFrom('kim', 'lee'),
      fc.integer({ min: 0, max: 40 }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(entry, { maxLength: 300 }),
        fc.integer({ min: 1, max: 7 }),
        async (list, first) => {
          const entries = list.map(
            ([kind, actor, after], index) =>
              [
                kind,
                actor,
                after,
                { ...edit(index + 1, index + 1), change: 'IMPORTED', sequence: index + 2 },
              ] as const,
          );
          const { all } = logOf(entries);
          expect(shown(await all(first))).toEqual(shown(await all(100)));
        },
      ),
      { numRuns: 40 },
    );
  });

  it('TM-4: reads a bounded part of the activity log for a page, and goes on from there with the next', async () => {
    const edits = Array.from(
      { length: 12_000 },
      (_, index) => ['DRAFT_CHANGED', 'kim', 0, edit(index + 1, index + 1)] as const,
    );
    const { all, list, reads } = logOf(edits);
    const page = await list.moments(viewer, draft, { first: 1, after: null });
    expect(page).toMatchObject({ hasNextPage: true, edges: [{}] });
    expect(reads.reduce((sum, limit) => sum + limit, 0)).toBeLessThanOrEqual(5000);
    expect(shown(await all(1))).toEqual([
      'EDITED kim 7001-12000',
      'EDITED kim 2001-7000',
      'EDITED kim 1-2000',
    ]);
  });
});
