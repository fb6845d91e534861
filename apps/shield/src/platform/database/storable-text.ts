/** Text that both databases can store: neither accepts NUL, so U+FFFD replaces it. */
export function storableText(text: string): string {
  return text.replaceAll('\0', '\uFFFD');
}
