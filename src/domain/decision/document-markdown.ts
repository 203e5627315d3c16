import type { CanonicalText } from '../../content/canonical.ts';
import type { ContentFields } from '../../content/fields.ts';
import { escapeLine } from '../../content/markdown-inline.ts';
import { toMarkdown } from '../../content/markdown.ts';
import { numberOf, type NumberingScheme } from '../plan/numbering.ts';
import type { PlanVersionEntryRecord } from './types.ts';

/** An entry of the plan document with the text that its hash names. */
export interface DocumentPart {
  readonly entry: Pick<
    PlanVersionEntryRecord,
    'place' | 'numbering' | 'strategyNumbering' | 'strategyTitle' | 'title'
  >;
  readonly text: Pick<CanonicalText, 'content' | 'fields'>;
}

/**
 * The plan's title is a heading of level 1, strategies of 2, key tasks of 3, or 2 without a strategy; their own headings
 * go below.
 */
const strategyLevel = 2;
const deepestLevel = 6;

/** The whole plan document as Markdown, in the order of its parts. */
export function documentMarkdown(
  plan: { readonly title: string; readonly numbering: NumberingScheme },
  parts: readonly DocumentPart[],
): string {
  const blocks = [heading(1, plan.title)];
  let strategy: string | null = null;
  for (const { entry, text } of parts) {
    const { strategyNumbering, strategyTitle } = entry;
    if (strategyNumbering !== strategy && strategyTitle !== null) {
      blocks.push(heading(strategyLevel, `${strategyNumbering ?? ''} ${strategyTitle}`));
    }
    strategy = strategyNumbering;
    const level = strategyTitle === null ? strategyLevel : strategyLevel + 1;
    blocks.push(
      heading(level, `${entry.numbering} ${entry.title}`),
      ...contentBlocks(text.content, { numbering: plan.numbering, under: entry.place, level }),
      ...fieldBlocks(text.fields),
    );
  }
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function heading(level: number, text: string): string {
  return `${'#'.repeat(level)} ${inline(text)}`;
}

/** Text from a caller on one line, with what Markdown would take for its own signs escaped. */
function inline(text: string): string {
  return escapeLine(text.replace(/\s+/g, ' ').trim(), { startsLine: false, endsLine: true });
}

interface HeadingPlace {
  readonly numbering: NumberingScheme;
  /** Place and level of the heading of the task. */
  readonly under: readonly number[];
  readonly level: number;
}

/** The content's blocks, with the headings between them moved below the heading of the task, and numbered. */
function contentBlocks(content: unknown, { numbering, under, level }: HeadingPlace): string[] {
  const blocks: string[] = [];
  const nextNumber = headingNumbers(numbering, under);
  let run: unknown[] = [];
  const flush = () => {
    if (run.length > 0) blocks.push(toMarkdown({ type: 'doc', content: run }));
    run = [];
  };
  for (const block of (content as { content?: readonly { type?: string }[] }).content ?? []) {
    if (block.type !== 'heading') {
      run.push(block);
      continue;
    }
    flush();
    const markdown = toMarkdown({ type: 'doc', content: [block] });
    blocks.push(
      markdown.replace(/^#+/, (signs) => {
        const number = nextNumber(signs.length);
        const moved = '#'.repeat(Math.min(signs.length + level, deepestLevel));
        return number === null ? moved : `${moved} ${inline(number)}`;
      }),
    );
  }
  flush();
  return blocks;
}

/**
 * Numbers of the headings in a text, one after the other, each by its level; null where the scheme doesn't go so deep. A
 * level that a text leaves out isn't counted, and a heading that closes deeper ones goes on from the last of them that
 * stood where it stands: no number is given twice.
 */
function headingNumbers(
  numbering: NumberingScheme,
  under: readonly number[],
): (level: number) => string | null {
  const open: { level: number; place: number }[] = [];
  return (level) => {
    // The deepest one that is left stands beside what was closed last, whatever the levels of the two.
    let before = 0;
    while ((open.at(-1)?.level ?? 0) >= level) before = open.pop()?.place ?? 0;
    open.push({ level, place: before + 1 });
    return numberOf(numbering, [...under, ...open.map(({ place }) => place)]);
  };
}

/** The structured fields, each under its name; nothing for those that are empty. */
function fieldBlocks(fields: ContentFields): string[] {
  const { goal, indicators, leadMinistry, schedule, budget } = fields;
  return [
    goal === undefined ? '' : labelled('Goal', goal),
    leadMinistry === undefined ? '' : labelled('Lead ministry', leadMinistry),
    table(
      ['Indicator', 'Unit', 'Baseline', 'Target', 'Year'],
      (indicators ?? []).map(({ name, unit, baseline, target, year }) => [
        name,
        unit,
        baseline,
        target,
        year,
      ]),
    ),
    table(
      ['Schedule', 'Start', 'End'],
      (schedule ?? []).map(({ name, start, end }) => [name, start, end]),
    ),
    table(
      ['Budget', budget?.currency ?? '', 'Note'],
      (budget?.lines ?? []).map(({ year, amount, note }) => [year, amount, note]),
    ),
  ];
}

/** Lines stay lines: hard breaks (CommonMark 6.7). */
function labelled(label: string, text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return `**${label}:** ${lines.map(inline).join('\\\n')}`;
}

/** A table (GFM 4.10); nothing without rows. */
function table(head: readonly string[], rows: readonly (readonly (string | number | undefined)[])[]): string {
  if (rows.length === 0) return '';
  const line = (cells: readonly (string | number | undefined)[]) =>
    `| ${cells.map((cell) => (cell === undefined ? '' : inline(String(cell)))).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
