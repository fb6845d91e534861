/**
 * A text on one line that does nothing to the terminal: authors and notes are anybody's, and a control character could
 * move the cursor or name the window.
 */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim();
}
