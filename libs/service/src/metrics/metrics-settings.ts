/** Who may scrape. */
export class MetricsSettings {
  /** @param tokens that a scrape has to carry one of, comma separated; without one, anybody may scrape */
  constructor(readonly tokens: string | undefined) {}
}
