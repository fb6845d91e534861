import displayWidth from 'fast-string-width';
import { formatDuration } from '@image-factory/client';

/** Segments graphemes: a letter with its accents, or an emoji of several code points, counts as one. */
const GRAPHEMES = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Width of a text on a terminal, in columns: a Chinese character takes two, a combining accent none. */
export { displayWidth };

/** Pads a text with spaces to a width in columns. */
export function padded(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - displayWidth(text)));
}

/** Truncates a text to a width in columns. */
export function cut(text: string, columns: number): string {
  let fitting = '';
  for (const { segment } of GRAPHEMES.segment(text)) {
    if (displayWidth(fitting + segment) > columns) break;
    fitting += segment;
  }
  return fitting;
}

/**
 * Returns a text as one line without control characters: authors and notes are user input, and a control character
 * could move the cursor or set the window title.
 */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim();
}

/** Formats the time since a moment. */
export function age(moment: string, now = Date.now()): string {
  return `${formatDuration((now - Date.parse(moment)) / 1000)} ago`;
}

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
