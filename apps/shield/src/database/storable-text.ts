/** Text as both engines keep it: neither can keep the character NUL, so U+FFFD stands in for it. */
export function storableText(text: string): string {
  return text.replaceAll('\0', '\uFFFD');
}

/** A row whose texts can be stored. */
export function storableRow<Row extends object>(row: Row): Row {
  const entries = Object.entries(row).map(([column, value]: [string, unknown]) => {
    return [column, typeof value === 'string' ? storableText(value) : value];
  });
  return Object.fromEntries(entries) as Row;
}
