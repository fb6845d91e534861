/** The values of an option that may be given several times, in their order. */
export function repeated(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}
