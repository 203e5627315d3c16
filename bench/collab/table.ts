/** How a figure is written. Times are given in microseconds for `µs`, otherwise in milliseconds; sizes in bytes. */
export type Unit = 'µs' | 'ms' | 's' | 'kB' | 'MB' | 'per second' | 'share' | 'count';

const units: Record<Unit, (value: number) => string> = {
  µs: (value) =>
    `${value < 10 ? value.toFixed(2) : value < 1000 ? value.toFixed(0) : Math.round(value).toLocaleString('en-GB')} µs`,
  ms: (value) => `${value < 10 ? value.toFixed(1) : Math.round(value).toLocaleString('en-GB')} ms`,
  s: (value) => `${(value / 1000).toFixed(2)} s`,
  kB: (value) => `${(value / 1000).toFixed(0)} kB`,
  MB: (value) => `${(value / 1e6).toFixed(0)} MB`,
  'per second': (value) => Math.round(value).toLocaleString('en-GB'),
  share: (value) => `${(value * 100).toFixed(0)} %`,
  count: (value) => Math.round(value).toLocaleString('en-GB'),
};

/** A figure as a table shows it; nothing for one that wasn't measured. */
export const formatted = (value: number | undefined, unit: Unit): string =>
  value === undefined ? '' : units[unit](value);

/** A Markdown table, aligned: it goes into the README as it is. */
export function printTable(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = head.map((title, at) => Math.max(title.length, ...rows.map((row) => row[at]!.length)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, at) => (at < 2 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!))).join(' | ')} |`;
  console.log(line(head));
  console.log(
    `| ${widths.map((width, at) => (at < 2 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`,
  );
  for (const row of rows) console.log(line(row));
}
