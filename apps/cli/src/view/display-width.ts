import displayWidth from 'fast-string-width';

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
