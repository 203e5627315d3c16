import type { Column, Plan, Row } from './report.ts';
import type { Seed } from './seed.ts';

export interface Scenario {
  /** What `--only` takes. */
  readonly name: string;
  readonly title: string;
  readonly columns: readonly Column[];
  run(plan: Plan, seed: Seed & { readonly folder: string }): Promise<Row[]>;
}
