/** Values that differ between runs, by their names in recordings. */
export class Variables {
  readonly #values = new Map<string, string>();

  set(name: string, value: string): void {
    this.#values.set(name, value);
  }

  /** Replaces the names in a recorded text with their values. */
  fill(text: string): string {
    return text.replaceAll(/<([^<>]+)>/g, (placeholder, name: string) => this.#values.get(name) ?? placeholder);
  }

  /** Replaces the names in every text of a JSON value. */
  fillAll(value: unknown): unknown {
    if (typeof value === 'string') return this.fill(value);
    if (Array.isArray(value)) return value.map((item) => this.fillAll(item));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, this.fillAll(inner)]));
  }

  /**
   * Replaces the values in a received text with their names, longest value first: a value may be a prefix of another.
   */
  hide(text: string): string {
    const longestFirst = [...this.#values].sort(([, a], [, b]) => b.length - a.length);
    return longestFirst.reduce((hidden, [name, value]) => hidden.replaceAll(value, `<${name}>`), text);
  }
}
