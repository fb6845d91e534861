import { ConfigurationError } from '@image-factory/service';
import type { ShieldConfiguration } from '../config/shield-configuration.js';
import { AddressPolicy } from './address-policy.js';
import { WebhookSigner } from './webhook-signer.js';

/** Receivers and signing keys of webhooks. */
export class WebhookSettings {
  private constructor(
    readonly urls: readonly string[],
    readonly signer: WebhookSigner,
    readonly policy: AddressPolicy,
  ) {}

  /** @throws ConfigurationError that names the missing or invalid key */
  static from({ webhook_url = [], webhook_secret, webhook_allow_private }: ShieldConfiguration): WebhookSettings {
    if (webhook_url.length > 0 && webhook_secret === undefined) {
      throw new ConfigurationError('Configuration: webhook_secret is required with webhook_url.');
    }
    const policy = new AddressPolicy(webhook_allow_private);
    for (const url of webhook_url) {
      const { hostname } = new URL(url);
      if (policy.refuses(hostname)) {
        throw new ConfigurationError(
          `Configuration: webhook_url names ${hostname}, which is no public address; webhook_allow_private permits it.`,
        );
      }
    }
    return new WebhookSettings([...new Set(webhook_url)], WebhookSigner.of(webhook_secret), policy);
  }
}
