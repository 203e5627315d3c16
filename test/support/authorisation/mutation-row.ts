import { eventKinds } from '../../../src/activity/event.ts';
import { personas, type Persona } from './cast.ts';
import type { Outcome } from './operations.ts';
import { personalSituations } from './personal.ts';
import type { Attempt, Situation, Stage } from './situation.ts';
import { rowTitle, type Row } from './table.ts';

/** Told some time after the change, so that those of the preparation come at any moment. */
const late: ReadonlySet<string> = new Set(['DRAFT_CHANGED']);

type Prepare = (persona: Persona) => Promise<Attempt>;

/** Tries the mutation of a row of the table as everybody. */
export class MutationRow {
  readonly #stage: Stage;
  #seen: string | null = null;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  /** What isn't as the row says; empty when all of it is. */
  async problems(row: Row, situation: Situation): Promise<string[]> {
    const those = (cell: string) => personas.filter((persona) => row.cells[persona] === cell);
    const [refused, allowed] = [those('no'), those('yes')];
    const prepare = (persona: Persona) => situation(this.#stage, persona);
    if (personalSituations.has(rowTitle(row)))
      return [...(await this.#refused(refused, prepare)), ...(await this.#allowed(allowed, prepare))];
    // What is refused changes nothing: one attempt is the same for all of them, and then for somebody who may, which
    // shows that nothing but the right was missing.
    const shared = await situation(this.#stage, 'nobody');
    const [first, ...others] = allowed;
    const problems = await this.#refused(refused, () => Promise.resolve(shared));
    if (first !== undefined) problems.push(...(await this.#allowed([first], () => Promise.resolve(shared))));
    else if ((await this.#byWitness(shared)).kind !== 'DONE')
      problems.push('it would have been refused whoever attempts it');
    return [...problems, ...(await this.#allowed(others, prepare))];
  }

  #byWitness({ witness, field, input }: Attempt): Promise<Outcome> {
    if (witness === undefined) throw new Error(`${field}: somebody must be allowed to do it.`);
    return this.#stage.cast.schema.attempt(witness, { field, input });
  }

  async #allowed(who: readonly Persona[], prepare: Prepare): Promise<string[]> {
    const outcomes = await Promise.all(
      who.map(async (persona) => {
        const outcome = await this.#attempt(persona, await prepare(persona));
        return outcome.kind === 'DONE' ? [] : [`${persona} is refused: ${outcome.code} ${outcome.message}`];
      }),
    );
    return outcomes.flat();
  }

  async #refused(who: readonly Persona[], prepare: Prepare): Promise<string[]> {
    const attempts = await Promise.all(
      who.map(async (persona): Promise<[Persona, Attempt]> => [persona, await prepare(persona)]),
    );
    const before = await this.#lastCursor();
    const outcomes = await Promise.all(
      attempts.map(async ([persona, attempt]) =>
        refusalProblems(persona, await this.#attempt(persona, attempt)),
      ),
    );
    const told = await this.#kindsSince(before);
    return [
      ...outcomes.flat(),
      ...(told.length > 0 ? [`somebody is refused, and ${told.join()} happened`] : []),
    ];
  }

  #attempt(persona: Persona, { user, field, input }: Attempt) {
    const { cast } = this.#stage;
    return cast.schema.attempt(user ?? cast.user(persona), { field, input });
  }

  async #lastCursor(): Promise<string> {
    let cursor = this.#seen;
    for (;;) {
      const page = await this.#page(cursor);
      cursor = page.pageInfo.endCursor ?? cursor;
      if (!page.pageInfo.hasNextPage) break;
    }
    if (cursor === null) throw new Error('Nothing has happened yet.');
    this.#seen = cursor;
    return cursor;
  }

  async #kindsSince(cursor: string): Promise<string[]> {
    return (await this.#page(cursor)).nodes.map(({ kind }) => kind);
  }

  async #page(after: string | null) {
    const { user } = this.#stage.cast.preparer('secretariat');
    const { activity } = await user.query<{
      activity: {
        nodes: { kind: string }[];
        pageInfo: { endCursor: string | null; hasNextPage: boolean };
      };
    }>(
      `query ($after: String, $kinds: [EventKind!]) { activity(first: 100, after: $after, filter: { kinds: $kinds }) {
        nodes { kind } pageInfo { endCursor hasNextPage }
      } }`,
      { after, kinds: eventKinds.filter((kind) => !late.has(kind)) },
    );
    return activity;
  }
}

/** What is wrong with how somebody was refused: for the right that they haven't, and without being told anything. */
function refusalProblems(persona: Persona, outcome: Outcome): string[] {
  if (outcome.kind === 'DONE') return [`${persona} isn't refused`];
  const expected = persona === 'nobody' ? 'ERROR UNAUTHENTICATED' : 'USER_ERROR FORBIDDEN';
  if (`${outcome.kind} ${outcome.code}` !== expected)
    return [`${persona} is refused otherwise: ${outcome.kind} ${outcome.code} ${outcome.message}`];
  if (outcome.kind === 'ERROR') return [];
  return Object.entries(outcome.payload)
    .filter(([field, value]) => field !== '__typename' && field !== 'userErrors' && value !== null)
    .map(([field]) => `${persona} is refused, and given a ${field}`);
}
