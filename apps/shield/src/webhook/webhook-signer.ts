import { createHmac } from 'node:crypto';
import { ConfigurationError, tokenList } from '@image-factory/service';

/** What a key may begin with, as the Standard Webhooks specification has it. */
const PREFIX = 'whsec_';
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** Shortest and longest key, in bytes. */
const [SHORTEST, LONGEST] = [24, 64];

/** What a receiver needs to know that a call comes from here, and when it was sent. */
export type WebhookHeaders = Readonly<Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string>>;

/** Signs webhooks in the manner of the Standard Webhooks specification. */
export class WebhookSigner {
  private constructor(private readonly keys: readonly Buffer[]) {}

  /**
   * @param secret keys in base64, comma separated, so that an old and a new one are good while they are exchanged
   * @throws ConfigurationError when one of them is no key
   */
  static of(secret: string | undefined): WebhookSigner {
    return new WebhookSigner(tokenList(secret).map(keyOf));
  }

  /** @param seconds moment of sending, Unix time */
  headers(id: string, seconds: number, body: string): WebhookHeaders {
    const signed = `${id}.${seconds}.${body}`;
    const signatures = this.keys.map((key) => `v1,${createHmac('sha256', key).update(signed).digest('base64')}`);
    return { 'webhook-id': id, 'webhook-timestamp': String(seconds), 'webhook-signature': signatures.join(' ') };
  }
}

function keyOf(text: string): Buffer {
  const base64 = text.startsWith(PREFIX) ? text.slice(PREFIX.length) : text;
  const key = Buffer.from(base64, 'base64');
  if (BASE64.test(base64) && key.length >= SHORTEST && key.length <= LONGEST) return key;
  throw new ConfigurationError(
    `Configuration: webhook_secret must be ${SHORTEST} to ${LONGEST} bytes in base64; ` +
      '`openssl rand -base64 32` makes one.',
  );
}
