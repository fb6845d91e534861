import { Gauge, type Registry } from 'prom-client';

/** A gauge over facts that several gauges share. */
export interface ScrapedGauge<Facts> {
  /** Without the prefix `image_factory_`. */
  readonly name: string;
  readonly help: string;
  readonly value: (facts: Facts) => number;
}

/**
 * Registers gauges whose values are read at the moment of a scrape, with one read for all of them: every shield of a
 * database exposes the same values. A failed read yields NaN, so that the other metrics are still exposed.
 */
export function scrapedGauges<Facts>(
  registry: Registry,
  read: () => Promise<Facts>,
  gauges: readonly ScrapedGauge<Facts>[],
): void {
  let pending: Promise<Facts | undefined> | undefined;
  // A scrape collects all gauges concurrently.
  const shared = (): Promise<Facts | undefined> =>
    (pending ??= read()
      .catch(() => undefined)
      .finally(() => (pending = undefined)));
  for (const { name, help, value } of gauges) {
    new Gauge({
      name: `image_factory_${name}`,
      help,
      registers: [registry],
      async collect() {
        const facts = await shared();
        this.set(facts === undefined ? NaN : value(facts));
      },
    });
  }
}
