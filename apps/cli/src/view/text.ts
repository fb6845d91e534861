import { formatDuration } from '@image-factory/client';
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
