import { displayWidth, padded } from './display-width.js';
import { printable } from './printable.js';

/** What stands between two columns. */
const GAP = '  ';

/** A column: its heading, and what a row shows in it. */
export type Column<Row> = readonly [heading: string, cell: (row: Row) => string | number | undefined];

/** Rows under headings, each column as wide as it has to be. */
export function table<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const cells = rows.map((row) => columns.map(([, cell]) => printable(String(cell(row) ?? '')) || '-'));
  return aligned([columns.map(([heading]) => heading), ...cells]);
}

/** Names and what belongs to them, one pair a line; what is absent is left out. */
export function sheet(entries: readonly (readonly [name: string, value: string | number | undefined])[]): string {
  const present = entries.filter(([, value]) => value !== undefined && value !== '');
  return aligned(present.map(([name, value]) => [name, printable(String(value))]));
}

function aligned(lines: readonly (readonly string[])[]): string {
  const widths = lines[0]?.map((_, column) => widest(lines.map((line) => line[column] ?? ''))) ?? [];
  const row = (cells: readonly string[]) => cells.map((cell, column) => padded(cell, widths[column] ?? 0)).join(GAP);
  return lines.map((cells) => row(cells).trimEnd()).join('\n');
}

/** Not by spreading them into Math.max: there may be more rows than a call takes arguments. */
function widest(texts: readonly string[]): number {
  return texts.reduce((columns, text) => Math.max(columns, displayWidth(text)), 0);
}
