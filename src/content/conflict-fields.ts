import { comparable, excerptOf, grouped, pairsOf } from './conflict-text.ts';
import type { Conflict, ConflictFeatures, ConflictPlace, ConflictRule } from './conflict-types.ts';
import type { Budget, FieldName, Indicator, Milestone } from './fields.ts';

/** What the structured fields of two texts say differently about the same indicator, or the same step. */
export function fieldConflicts(texts: readonly ConflictFeatures[]): Conflict[] {
  return [...indicatorConflicts(texts), ...scheduleConflicts(texts)];
}

/** An indicator of one text: what it says of it for each year. */
interface NamedIndicator {
  readonly text: ConflictFeatures;
  readonly name: string;
  readonly levels: readonly Indicator[];
}

function indicatorConflicts(texts: readonly ConflictFeatures[]): Conflict[] {
  const named = texts.flatMap((text) =>
    [...grouped(text.fields.indicators ?? [], ({ name }) => comparable(name)).values()].map(
      (levels): NamedIndicator => ({ text, name: levels[0]?.name ?? '', levels }),
    ),
  );
  return [...grouped(named, ({ name }) => comparable(name)).values()].flatMap((group) =>
    pairsOf(group).flatMap(([earlier, later]) => [
      ...levelConflicts(earlier, later),
      ...leadConflicts(earlier, later),
      ...budgetConflicts(earlier, later),
    ]),
  );
}

/** Other numbers for a year; and, where no year is the same, the same numbers for other years. */
function levelConflicts(earlier: NamedIndicator, later: NamedIndicator): Conflict[] {
  const sameYear = earlier.levels.flatMap((here) =>
    later.levels.filter(({ year }) => year === here.year).map((there) => ({ here, there })),
  );
  const tell = (
    rule: ConflictRule,
    what: string,
    { here, there }: { here: Indicator; there: Indicator },
  ): Conflict => ({
    rule,
    message: `“${earlier.name}” ${what}: ${shown(here)} and ${shown(there)}.`,
    places: [
      fieldPlace(earlier.text, 'indicators', `${here.name}: ${shown(here)}`),
      fieldPlace(later.text, 'indicators', `${there.name}: ${shown(there)}`),
    ],
  });
  if (sameYear.length > 0)
    return sameYear
      .filter(({ here, there }) => !isSameLevel(here, there))
      .map((pair) => tell('INDICATOR_VALUE', 'has other numbers', pair));
  for (const here of earlier.levels) {
    const there = later.levels.find((level) => isSameLevel(here, level));
    if (there !== undefined) return [tell('INDICATOR_YEAR', 'is reached in other years', { here, there })];
  }
  return [];
}

function leadConflicts(earlier: NamedIndicator, later: NamedIndicator): Conflict[] {
  const [here, there] = [earlier.text.fields.leadMinistry, later.text.fields.leadMinistry];
  if (here === undefined || there === undefined || comparable(here) === comparable(there)) return [];
  return [
    {
      rule: 'INDICATOR_LEAD_MINISTRY',
      message: `“${earlier.name}” has two lead ministries: ${here} and ${there}.`,
      places: [fieldPlace(earlier.text, 'leadMinistry', here), fieldPlace(later.text, 'leadMinistry', there)],
    },
  ];
}

function budgetConflicts(earlier: NamedIndicator, later: NamedIndicator): Conflict[] {
  const [here, there] = [earlier.text.fields.budget, later.text.fields.budget];
  if (here === undefined || there === undefined) return [];
  const differing = differingYear(here, there);
  if (differing === null) return [];
  return [
    {
      rule: 'INDICATOR_BUDGET',
      message: `“${earlier.name}” has two budgets for ${differing.year}: ${differing.here} and ${differing.there}.`,
      places: [
        fieldPlace(earlier.text, 'budget', `${differing.year}: ${differing.here}`),
        fieldPlace(later.text, 'budget', `${differing.year}: ${differing.there}`),
      ],
    },
  ];
}

/** The first year that both budgets have, with other sums. */
function differingYear(
  here: Budget,
  there: Budget,
): { readonly year: number; readonly here: string; readonly there: string } | null {
  const [ours, theirs] = [sumsOf(here), sumsOf(there)];
  for (const [year, sum] of [...ours].sort(([a], [b]) => a - b)) {
    const other = theirs.get(year);
    if (other !== undefined && other !== sum) return { year, here: sum, there: other };
  }
  return null;
}

/** What a budget has for each year, with its currency. */
function sumsOf({ currency, lines }: Budget): Map<number, string> {
  const sums = new Map<number, number>();
  for (const { year, amount } of lines) sums.set(year, (sums.get(year) ?? 0) + amount);
  return new Map([...sums].map(([year, amount]) => [year, `${amount} ${currency}`]));
}

/** Steps of the same name in two texts that begin or end at another time. */
function scheduleConflicts(texts: readonly ConflictFeatures[]): Conflict[] {
  const steps = texts.flatMap((text) => (text.fields.schedule ?? []).map((step) => ({ text, step })));
  return [...grouped(steps, ({ step }) => comparable(step.name)).values()].flatMap((group) =>
    pairsOf(group)
      .filter(([a, b]) => a.text !== b.text && span(a.step) !== span(b.step))
      .map(([a, b]): Conflict => ({
        rule: 'SCHEDULE',
        message: `“${a.step.name}” is at another time: ${span(a.step)} and ${span(b.step)}.`,
        places: [
          fieldPlace(a.text, 'schedule', `${a.step.name}: ${span(a.step)}`),
          fieldPlace(b.text, 'schedule', `${b.step.name}: ${span(b.step)}`),
        ],
      })),
  );
}

const span = ({ start, end }: Milestone): string =>
  end === undefined || end === start ? start : `${start} to ${end}`;

function shown({ target, unit, year, baseline }: Indicator): string {
  const level = `${target}${unit === undefined ? '' : ` ${unit}`} (${year})`;
  return baseline === undefined ? level : `${level}, from ${baseline}`;
}

/** The same target, in the same unit, from the same baseline where both name one. */
function isSameLevel(a: Indicator, b: Indicator): boolean {
  const same = (left: number | string, right: number | string) =>
    comparableLevel(left) === comparableLevel(right);
  return (
    same(a.target, b.target) &&
    comparableUnit(a.unit) === comparableUnit(b.unit) &&
    (a.baseline === undefined || b.baseline === undefined || same(a.baseline, b.baseline))
  );
}

/** Without what only separates; not without all marks: 1.5 isn't 15, and a unit may be a sign. */
const comparableLevel = (level: number | string): string =>
  String(level)
    .normalize('NFKC')
    .replace(/[\s,]+/gu, '')
    .toLowerCase();

const comparableUnit = (unit = ''): string => comparableLevel(unit);

function fieldPlace(text: ConflictFeatures, field: FieldName, excerpt: string): ConflictPlace {
  return { key: text.key, blockId: null, field, excerpt: excerptOf(excerpt) };
}
