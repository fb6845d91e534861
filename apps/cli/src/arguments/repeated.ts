/** Collects the values of a repeatable option in order. */
export function repeated(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}
