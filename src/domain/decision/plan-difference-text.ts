import { differenceToHtml, differenceToText, escapeHtml, type TextDifference } from '../../content/index.ts';
import type { PlanDifferenceRecord, PlanEntryDifferenceRecord } from './plan-difference.ts';
import type { PlanVersionEntryRecord } from './types.ts';

/** A key task's difference with that of its text, where it has one. */
export interface ShownEntry {
  readonly entry: PlanEntryDifferenceRecord;
  readonly text: TextDifference | null;
}

type PlanTitles = Pick<PlanDifferenceRecord, 'titleBefore' | 'titleAfter'>;

const signs = { UNCHANGED: ' ', CHANGED: '~', MOVED: '>', ADDED: '+', REMOVED: '-' } as const;

/** A plan's difference for people to read as plain text: a line for each key task, what changed of its text below it. */
export function planDifferenceToText(titles: PlanTitles, entries: readonly ShownEntry[]): string {
  const title = changed(titles.titleBefore ?? titles.titleAfter, titles.titleAfter);
  return [
    `# ${title}`,
    ...entries.flatMap(({ entry, text }) => [
      `${signs[entry.kind]} ${placeOf(entry, changed)} ${titleOf(entry, changed)}`,
      ...(text === null ? [] : linesOf(text)),
    ]),
  ].join('\n');
}

/** The title is in the line above. */
function linesOf(difference: TextDifference): string[] {
  const [, ...lines] = differenceToText(onlyChanges(difference)).split('\n');
  return lines.map((line) => `    ${line}`);
}

const changed = (before: string, after: string): string =>
  before === after ? after : `[-${before}-]{+${after}+}`;

/** As {@link planDifferenceToText}, as HTML: a `section` of the kind as its class for each key task. All text is escaped. */
export function planDifferenceToHtml(titles: PlanTitles, entries: readonly ShownEntry[]): string {
  return [
    `<h1>${changedHtml(titles.titleBefore ?? titles.titleAfter, titles.titleAfter)}</h1>`,
    ...entries.map(({ entry, text }) =>
      [
        `<section class="${entry.kind.toLowerCase()}">`,
        `<h2>${placeOf(entry, changedHtml)} ${titleOf(entry, changedHtml)}</h2>`,
        ...(text === null ? [] : [differenceToHtml(onlyChanges(text), 3)]),
        '</section>',
      ].join('\n'),
    ),
  ].join('\n');
}

const changedHtml = (before: string, after: string): string =>
  before === after ? escapeHtml(after) : `<del>${escapeHtml(before)}</del><ins>${escapeHtml(after)}</ins>`;

type Show = (before: string, after: string) => string;

function placeOf(entry: PlanEntryDifferenceRecord, show: Show): string {
  const [before, after] = sidesOf(entry);
  const place = show(before.numbering, after.numbering);
  if (before.strategyTitle === after.strategyTitle) return place;
  return `${place} (${show(before.strategyTitle ?? '', after.strategyTitle ?? '')})`;
}

function titleOf(entry: PlanEntryDifferenceRecord, show: Show): string {
  const [before, after] = sidesOf(entry);
  return show(before.title, after.title);
}

/** Both, or twice the one that there is: the sign says whether it was added or removed. */
function sidesOf({
  before,
  after,
}: PlanEntryDifferenceRecord): [PlanVersionEntryRecord, PlanVersionEntryRecord] {
  const [old, fresh] = [before ?? after, after ?? before];
  if (old === null || fresh === null) throw new Error('A difference of a plan has an entry of neither side.');
  return [old, fresh];
}

const onlyChanges = (difference: TextDifference): TextDifference => ({
  ...difference,
  blocks: difference.blocks.filter(({ kind }) => kind !== 'UNCHANGED'),
});
