import { Inject, Injectable } from '@nestjs/common';
import { Counter, Registry } from 'prom-client';
import { scrapedGauges } from '../platform/metrics/scraped-gauges.js';
import { DELIVERY_STORE, type DeliveryStore } from './delivery-store.port.js';

/** Metrics of webhook deliveries. */
@Injectable()
export class WebhookMetrics {
  private readonly attempts: Counter<'outcome'>;

  constructor(registry: Registry, @Inject(DELIVERY_STORE) store: DeliveryStore) {
    this.attempts = new Counter({
      name: 'image_factory_webhook_attempts_total',
      help: 'Attempts to deliver an event: delivered, failed and to be tried again, or given up.',
      labelNames: ['outcome'],
      registers: [registry],
    });
    for (const outcome of ['delivered', 'failed', 'given_up']) this.attempts.inc({ outcome }, 0);
    scrapedGauges(registry, () => store.count(), [
      {
        name: 'webhook_deliveries_pending',
        help: 'Events that their receivers have not acknowledged yet, of all shields; NaN while the database does not answer.',
        value: (count) => count,
      },
    ]);
  }

  delivered(): void {
    this.attempts.inc({ outcome: 'delivered' });
  }

  failed(): void {
    this.attempts.inc({ outcome: 'failed' });
  }

  givenUp(): void {
    this.attempts.inc({ outcome: 'given_up' });
  }
}
