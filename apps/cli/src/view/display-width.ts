import displayWidth from 'fast-string-width';

/** A letter with its accents, or an emoji of several parts, stays together. */
const GRAPHEMES = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Columns that a text takes on a terminal: a Chinese character takes two, an accent none. */
export { displayWidth };

/** A text with spaces after it, up to a width in columns. */
export function padded(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - displayWidth(text)));
}

/** As much of a text as fits a width in columns. */
export function cut(text: string, columns: number): string {
  let fitting = '';
  for (const { segment } of GRAPHEMES.segment(text)) {
    if (displayWidth(fitting + segment) > columns) break;
    fitting += segment;
  }
  return fitting;
}
