import type { ApiUser } from '../graphql.ts';
import type { Cast, Persona } from './cast.ts';
import type { Call } from './operations.ts';
import type { PlanPlace, Stations } from './stations.ts';

/** What attempts are prepared with. */
export interface Stage {
  readonly cast: Cast;
  readonly stations: Stations;
  /** A plan that tasks are made in, where it doesn't matter which. */
  readonly place: PlanPlace;
}

/** A mutation that would succeed for who may. */
export interface Attempt extends Call {
  /** Who attempts it, when not the persona's usual account. */
  readonly user?: ApiUser;
  /** Somebody else who may, where nobody of the table does. */
  readonly witness?: ApiUser;
}

/** Gets an attempt ready for a persona. Every call makes new objects, on which it succeeds once. */
export type Situation = (stage: Stage, persona: Persona) => Promise<Attempt>;

/** By `Row.name` or `Row.name, Row.when`. */
export type Situations = Readonly<Record<string, Situation>>;
