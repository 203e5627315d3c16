import { describe, expect, it } from 'vitest';
import { PresenceStates, type PresenceHolder } from '../../src/collaboration/presence.ts';

const holder = (memberId: string): PresenceHolder => ({
  identity: { memberId, name: `name of ${memberId}`, organisation: 'org' },
});

describe('presence', () => {
  it('CO-21: has the identity that the server established, whatever the state says', () => {
    const states = new PresenceStates();
    const kim = holder('kim');
    const said = { user: { memberId: 'lee', name: 'Lee', color: 'red' }, cursor: 4 };
    expect(states.update(kim, [{ client: 1, clock: 3, state: said }])).toBe(true);
    expect(states.changes()).toEqual([{ client: 1, clock: 3, state: { user: kim.identity, cursor: 4 } }]);
    expect(states.changes()).toEqual([]);
  });

  it('CO-23: of several states of one client the latest is told, and that it went when it is gone', () => {
    const states = new PresenceStates();
    const [kim, lee] = [holder('kim'), holder('lee')];
    for (const clock of [1, 2, 3]) states.update(kim, [{ client: 1, clock, state: { cursor: clock } }]);
    states.update(lee, [{ client: 2, clock: 1, state: {} }]);
    states.leave(lee);
    expect(states.changes()).toMatchObject([
      { client: 1, clock: 3, state: { cursor: 3 } },
      { client: 2, state: null },
    ]);
  });

  it('CO-22: is one state for each connection, under a client id that no other member has had', () => {
    const states = new PresenceStates();
    const [kim, lee] = [holder('kim'), holder('lee')];
    states.update(kim, [{ client: 1, clock: 0, state: {} }]);
    // A stock client repeats what it hears of others, also that they are gone.
    expect(states.update(lee, [{ client: 1, clock: 9, state: { cursor: 1 } }])).toBe(false);
    expect(states.update(lee, [{ client: 1, clock: 9, state: null }])).toBe(false);
    expect(states.update(kim, [{ client: 2, clock: 0, state: {} }])).toBe(false);
    states.update(lee, [{ client: 2, clock: 0, state: {} }]);
    expect(states.allBut(holder('han')).map(({ client }) => client)).toEqual([1, 2]);
    states.leave(kim);
    const han = holder('han');
    expect(states.update(han, [{ client: 1, clock: 20, state: {} }])).toBe(false);
    expect(states.allBut(han).map(({ client }) => client)).toEqual([2]);
  });

  it('CO-22: a page that comes back takes its client id over from its old connection', () => {
    const states = new PresenceStates();
    const [old, again, other] = [holder('kim'), holder('kim'), holder('lee')];
    states.update(old, [{ client: 1, clock: 5, state: { cursor: 1 } }]);
    states.changes();
    states.update(again, [{ client: 1, clock: 5, state: { cursor: 2 } }]);
    const [taken] = states.changes();
    expect(taken).toMatchObject({ client: 1, state: { cursor: 2 } });
    expect(taken?.clock).toBeGreaterThan(5);
    expect(states.leave(old)).toBe(false);
    expect(states.allBut(other)).toMatchObject([{ client: 1, state: { cursor: 2 } }]);
  });

  it('CO-23: is gone with its connection, under a clock that everybody takes in, and comes back', () => {
    const states = new PresenceStates();
    const [kim, again, lee] = [holder('kim'), holder('kim'), holder('lee')];
    states.update(kim, [{ client: 1, clock: 7, state: {} }]);
    states.changes();
    states.leave(kim);
    const [gone] = states.changes();
    expect(gone).toMatchObject({ client: 1, state: null });
    expect(gone?.clock).toBeGreaterThan(7);
    expect(states.leave(kim)).toBe(false);
    expect(states.allBut(lee)).toEqual([]);
    states.update(again, [{ client: 1, clock: 7, state: {} }]);
    const [back] = states.changes();
    expect(back?.clock).toBeGreaterThan(gone?.clock ?? Infinity);
    const [told] = states.allBut(lee);
    expect(told?.clock).toBeGreaterThan(back?.clock ?? Infinity);
  });

  it('CO-23: a client that says it is gone is gone, and may come back under the same connection', () => {
    const states = new PresenceStates();
    const kim = holder('kim');
    states.update(kim, [{ client: 1, clock: 0, state: {} }]);
    states.update(kim, [{ client: 1, clock: 1, state: null }]);
    expect(states.changes()).toMatchObject([{ state: null }]);
    expect(states.leave(kim)).toBe(false);
    expect(states.update(kim, [{ client: 1, clock: 2, state: {} }])).toBe(true);
  });

  it('CO-23: nobody is told their own state, which would overwrite a newer one', () => {
    const states = new PresenceStates();
    const [kim, lee] = [holder('kim'), holder('lee')];
    states.update(kim, [{ client: 1, clock: 0, state: {} }]);
    states.update(lee, [{ client: 2, clock: 0, state: {} }]);
    expect(states.allBut(kim).map(({ client }) => client)).toEqual([2]);
  });
});
