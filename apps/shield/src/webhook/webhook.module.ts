import { type DynamicModule, Module } from '@nestjs/common';
import type { ShieldConfiguration } from '../config/shield-configuration.js';
import { WebhookMetrics } from './webhook-metrics.js';
import { WebhookSettings } from './webhook-settings.js';
import { WebhookClient } from './webhook.client.js';

/** Webhooks about the ends of commits. */
@Module({})
export class WebhookModule {
  /** @throws ConfigurationError if the settings are invalid */
  static with(configuration: ShieldConfiguration): DynamicModule {
    return {
      module: WebhookModule,
      global: true,
      providers: [
        { provide: WebhookSettings, useValue: WebhookSettings.from(configuration) },
        WebhookClient,
        WebhookMetrics,
      ],
      exports: [WebhookSettings, WebhookClient, WebhookMetrics],
    };
  }
}
