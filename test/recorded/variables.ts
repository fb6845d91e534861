/** Values that differ from run to run, by the names that recordings have for them. */
export class Variables {
  readonly #values = new Map<string, string>();

  set(name: string, value: string): void {
    this.#values.set(name, value);
  }

  /** Puts the values into a text of a recording. */
  fill(text: string): string {
    return text.replaceAll(/<([^<>]+)>/g, (placeholder, name: string) => this.#values.get(name) ?? placeholder);
  }

  /** Puts the values into every text of a JSON value. */
  fillAll(value: unknown): unknown {
    if (typeof value === 'string') return this.fill(value);
    if (Array.isArray(value)) return value.map((item) => this.fillAll(item));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, this.fillAll(inner)]));
  }

  /** Puts the names into a text that was received, the longest value first: one may be the beginning of another. */
  hide(text: string): string {
    const longestFirst = [...this.#values].sort(([, a], [, b]) => b.length - a.length);
    return longestFirst.reduce((hidden, [name, value]) => hidden.replaceAll(value, `<${name}>`), text);
  }
}
