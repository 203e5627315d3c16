import type { Plan, Row } from './measure.ts';
import type { Unit } from './table.ts';

export interface Column {
  /** Key in {@link Row.figures}. */
  readonly figure: string;
  readonly title: string;
  readonly unit: Unit;
  /** The ratio of Choan's to the better peer's is printed for it. */
  readonly compared?: true;
}

export interface Scenario {
  /** What `--only` takes. */
  readonly name: string;
  readonly title: string;
  readonly columns: readonly Column[];
  run(plan: Plan): Promise<Row[]>;
}
