import { describe, expect, it } from '@jest/globals';
import { Registry } from 'prom-client';
import { scrapedGauges } from './scraped-gauges.js';

const GAUGES = [
  { name: 'a', help: 'A.', value: ({ a }: { a: number }) => a },
  { name: 'b', help: 'B.', value: ({ a }: { a: number }) => 2 * a },
];

describe('scrapedGauges', () => {
  it('reads once for each scrape', async () => {
    const registry = new Registry();
    let reads = 0;
    scrapedGauges(registry, () => Promise.resolve({ a: ++reads }), GAUGES);
    expect(await registry.metrics()).toMatch(/^image_factory_a 1\n[^]*^image_factory_b 2$/m);
    expect(await registry.metrics()).toMatch(/^image_factory_a 2\n[^]*^image_factory_b 4$/m);
    expect(reads).toBe(2);
  });

  it('are NaN after a failed read, and recover', async () => {
    const registry = new Registry();
    let reads = 0;
    scrapedGauges(
      registry,
      () => (reads++ === 0 ? Promise.reject(new Error('away')) : Promise.resolve({ a: 7 })),
      GAUGES,
    );
    expect(await registry.metrics()).toMatch(/^image_factory_a Nan\n[^]*^image_factory_b Nan$/im);
    expect(await registry.metrics()).toMatch(/^image_factory_a 7$/m);
  });
});
