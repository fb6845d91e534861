/**
 * Returns a text as one line without control characters: authors and notes are user input, and a control character
 * could move the cursor or set the window title.
 */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim();
}
