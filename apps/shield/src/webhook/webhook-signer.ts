import { createHmac } from 'node:crypto';
import { ConfigurationError, tokenList } from '@image-factory/service';

/** Optional prefix of a key in the Standard Webhooks specification. */
const PREFIX = 'whsec_';
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** Minimum and maximum length of a key. */
const [MIN_KEY_BYTES, MAX_KEY_BYTES] = [24, 64];

/** Headers by which a receiver verifies the sender and the time of a webhook. */
export type WebhookHeaders = Readonly<Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string>>;

/** Signs webhooks according to the Standard Webhooks specification. */
export class WebhookSigner {
  private constructor(private readonly keys: readonly Buffer[]) {}

  /**
   * @param secret keys in base64, comma separated, so that old and new keys are both valid during a rotation
   * @throws ConfigurationError if one of them is invalid
   */
  static of(secret: string | undefined): WebhookSigner {
    return new WebhookSigner(tokenList(secret).map(keyOf));
  }

  /** @param seconds time of sending, Unix time */
  headers(id: string, seconds: number, body: string): WebhookHeaders {
    const signed = `${id}.${seconds}.${body}`;
    const signatures = this.keys.map((key) => `v1,${createHmac('sha256', key).update(signed).digest('base64')}`);
    return { 'webhook-id': id, 'webhook-timestamp': String(seconds), 'webhook-signature': signatures.join(' ') };
  }
}

function keyOf(text: string): Buffer {
  const base64 = text.startsWith(PREFIX) ? text.slice(PREFIX.length) : text;
  const key = Buffer.from(base64, 'base64');
  if (BASE64.test(base64) && key.length >= MIN_KEY_BYTES && key.length <= MAX_KEY_BYTES) return key;
  throw new ConfigurationError(
    `Configuration: webhook_secret must be ${MIN_KEY_BYTES} to ${MAX_KEY_BYTES} bytes in base64; ` +
      '`openssl rand -base64 32` generates one.',
  );
}
