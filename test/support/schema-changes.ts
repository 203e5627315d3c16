import { CriticalityLevel, diff } from '@graphql-inspector/core';
import type { GraphQLSchema } from 'graphql';

/** A change of the schema after which an operation that was valid isn't any more, or may be answered otherwise. */
export interface BreakingChange {
  /** Where, e.g. `KeyTask.title` or `Query.plans.first`. */
  readonly path: string;
  readonly message: string;
}

/** What breaks clients of `before` that are served `after`. */
export async function breakingChanges(
  before: GraphQLSchema,
  after: GraphQLSchema,
): Promise<BreakingChange[]> {
  const changes = await diff(before, after);
  return changes
    .filter(({ criticality }) => criticality.level === CriticalityLevel.Breaking)
    .map(({ path, message }) => ({ path: path ?? '', message }));
}

/** The section of a change log that a heading of the second level begins. Throws when there is none. */
export function sectionOf(changeLog: string, heading: string): string {
  const section = changeLog.split(/^## /m).find((part) => part.startsWith(`${heading}\n`));
  if (section === undefined) throw new Error(`The change log has no section ${heading}.`);
  return section;
}
