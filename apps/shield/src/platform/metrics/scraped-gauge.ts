import { Gauge, type Registry } from 'prom-client';

/**
 * Registers a gauge whose value is read at the moment of a scrape: every shield of a database exposes the same value. A
 * failed read yields NaN, so that the other metrics are still exposed.
 */
export function scrapedGauge(registry: Registry, name: string, help: string, read: () => Promise<number>): void {
  new Gauge({
    name: `image_factory_${name}`,
    help,
    registers: [registry],
    async collect() {
      this.set(await read().catch(() => NaN));
    },
  });
}
