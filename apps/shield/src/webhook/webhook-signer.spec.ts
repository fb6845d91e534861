import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { WebhookSigner } from './webhook-signer.js';

const KEY = Buffer.alloc(32, 7);
const SECRET = KEY.toString('base64');

describe('WebhookSigner', () => {
  it('signs id, time and body, and names the version of the signature', () => {
    const headers = WebhookSigner.of(SECRET).headers('id-1', 1_700_000_000, '{"type":"x"}');
    const signature = createHmac('sha256', KEY).update('id-1.1700000000.{"type":"x"}').digest('base64');
    expect(headers).toEqual({
      'webhook-id': 'id-1',
      'webhook-timestamp': '1700000000',
      'webhook-signature': `v1,${signature}`,
    });
  });

  it('agrees with the example of the specification', () => {
    const signer = WebhookSigner.of('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw');
    const headers = signer.headers('msg_p5jXN8AQM9LWM0D4loKWxJek', 1_614_265_330, '{"test": 2432232314}');
    expect(headers['webhook-signature']).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });

  it('signs with each key during a rotation', () => {
    const both = WebhookSigner.of(`${SECRET}, whsec_${Buffer.alloc(24, 1).toString('base64')}`);
    const [first, second] = both.headers('id', 1, 'x')['webhook-signature'].split(' ');
    expect(first).toBe(WebhookSigner.of(SECRET).headers('id', 1, 'x')['webhook-signature']);
    expect(second).toMatch(/^v1,/);
    expect(second).not.toBe(first);
  });

  it.each([
    'short',
    'not base64 at all, is it?',
    Buffer.alloc(23).toString('base64'),
    Buffer.alloc(65).toString('base64'),
  ])('refuses the key "%s" and does not repeat it', (secret) => {
    const make = () => WebhookSigner.of(secret);
    expect(make).toThrow('webhook_secret must be 24 to 64 bytes in base64');
    expect(make).not.toThrow(secret);
  });
});
