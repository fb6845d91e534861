import { displayWidth, padded, printable } from './text.js';

/** Separator between two columns. */
const GAP = '  ';

/** A column: its heading, and its value for a row. */
export type Column<Row> = readonly [heading: string, cell: (row: Row) => string | number | undefined];

/** Formats rows under headings; each column is as wide as its longest value. */
export function table<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const cells = rows.map((row) => columns.map(([, cell]) => printable(String(cell(row) ?? '')) || '-'));
  return aligned([columns.map(([heading]) => heading), ...cells]);
}

/** Formats name-value pairs, one per line; omits absent values. */
export function sheet(entries: readonly (readonly [name: string, value: string | number | undefined])[]): string {
  const present = entries.filter(([, value]) => value !== undefined && value !== '');
  return aligned(present.map(([name, value]) => [name, printable(String(value))]));
}

function aligned(lines: readonly (readonly string[])[]): string {
  const widths = lines[0]?.map((_, column) => widest(lines.map((line) => line[column] ?? ''))) ?? [];
  const row = (cells: readonly string[]) => cells.map((cell, column) => padded(cell, widths[column] ?? 0)).join(GAP);
  return lines.map((cells) => row(cells).trimEnd()).join('\n');
}

/** Avoids spreading into Math.max: there may be more rows than the argument limit of a call. */
function widest(texts: readonly string[]): number {
  return texts.reduce((columns, text) => Math.max(columns, displayWidth(text)), 0);
}
