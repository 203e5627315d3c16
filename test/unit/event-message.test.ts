import { describe, expect, it } from 'vitest';
import { eventKinds, type EventRecord } from '../../src/activity/event.ts';
import { eventMessage } from '../../src/graphql/event-message.ts';
import { parseGlobalId, toGlobalId } from '../../src/graphql/ids.ts';

const hex = (digit: string) => digit.repeat(24);

function entry(properties: Partial<EventRecord>): EventRecord {
  return {
    kind: 'PLAN_CHANGED',
    actorId: null,
    planId: null,
    subcommitteeId: null,
    keyTaskId: null,
    visibility: 'MEMBERS',
    payload: {},
    sequence: 7,
    at: new Date('2021-02-15T09:00:00.000Z'),
    ...properties,
  };
}

const bodyOf = (event: EventRecord) => JSON.parse(eventMessage(event).body) as Record<string, unknown>;

describe('WH-2: an event for other programs', () => {
  it.each(eventKinds)('%s tells nothing that is not named, and no id of the database', (kind) => {
    const secrets = { ticket: 'hidden', passwordHash: 'hidden', _id: hex('9'), visibility: 'hidden' };
    const ids = Object.fromEntries(
      ['planId', 'strategyId', 'keyTaskId', 'draftId', 'versionId', 'reviewId', 'ballotId', 'memberId']
        .concat(['decisionId', 'planVersionId', 'submissionId', 'subcommitteeId', 'mergedIntoId'])
        .map((name, index) => [name, hex((index % 10).toString())]),
    );
    const { body } = eventMessage(entry({ kind, payload: { ...secrets, ...ids } }));
    expect(body).not.toContain('hidden');
    expect(body).not.toMatch(/[0-9a-f]{24}/);
    for (const [name, id] of Object.entries((JSON.parse(body) as { payload: object }).payload))
      expect(parseGlobalId(String(id)), name).not.toBeNull();
  });

  it('keeps of a secret position that there was one', () => {
    const counts = { tally: null, turnout: { eligible: 5, voted: 2 } };
    const payload = { ballotId: hex('a'), value: null, ...counts };
    expect(bodyOf(entry({ kind: 'POSITION_CAST', payload }))).toEqual({
      id: toGlobalId('Event', '7'),
      cursor: 'WzcsMTYxMzM3OTYwMDAwMF0',
      kind: 'POSITION_CAST',
      at: '2021-02-15T09:00:00.000Z',
      actorId: null,
      planId: null,
      subcommitteeId: null,
      keyTaskId: null,
      payload: { ballotId: toGlobalId('Ballot', hex('a')), value: null, ...counts },
    });
  });
});
