/** Text that both databases can store: neither accepts NUL, so U+FFFD replaces it. */
export function storableText(text: string): string {
  return text.replaceAll('\0', '\uFFFD');
}

/** A row with storable texts. */
export function storableRow<Row extends object>(row: Row): Row {
  const entries = Object.entries(row).map(([column, value]: [string, unknown]) => {
    return [column, typeof value === 'string' ? storableText(value) : value];
  });
  return Object.fromEntries(entries) as Row;
}
