import { readFileSync } from 'node:fs';
import { personas, type Persona } from './cast.ts';

/** One line of a table of docs/authorisation.md. */
export interface Row {
  /** What it is about, e.g. `createPlan`, `KeyTask` or `Member.email`. */
  readonly name: string;
  /** In which situation, where there is more than one line of that name. */
  readonly when: string;
  /** What is written, by whom it is about. */
  readonly cells: Readonly<Record<Persona, string>>;
}

const document = readFileSync(new URL('../../../docs/authorisation.md', import.meta.url), 'utf8');

/**
 * Lines of the table under a heading of docs/authorisation.md. Throws when the table hasn't the columns that the test
 * knows, or a cell says something else than `words`.
 */
export function tableUnder(heading: string, words: readonly string[]): Row[] {
  const section = document.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0];
  if (section === undefined) throw new Error(`docs/authorisation.md has no section “${heading}”.`);
  const lines = section
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map(cellsOf);
  const [head, , ...body] = lines;
  const expected = ['', 'when', ...personas];
  if (head === undefined || head.slice(1).join() !== expected.slice(1).join())
    throw new Error(`The columns under “${heading}” must be ${expected.slice(1).join(', ')}.`);
  return body.map(([name = '', when = '', ...given]) => {
    const said = Object.fromEntries(personas.map((persona, index) => [persona, given[index] ?? '']));
    for (const [persona, word] of Object.entries(said))
      if (!words.includes(word))
        throw new Error(`${name}, ${persona}: “${word}” is none of ${words.join()}.`);
    return { name: name.replaceAll('`', ''), when, cells: said as Row['cells'] };
  });
}

/** A line's name with its situation, as a test is called. */
export const rowTitle = ({ name, when }: Row): string => (when === '' ? name : `${name}, ${when}`);

/** Cells may be left empty, but not have `|` in them. */
function cellsOf(line: string): string[] {
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}
