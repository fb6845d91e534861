import { describe, expect, it } from '@jest/globals';
import { loadConfiguration } from '@image-factory/service';
import { ShieldConfiguration } from '../config/shield-configuration.js';
import { WebhookSettings } from './webhook-settings.js';

const WEBHOOK_SECRET = Buffer.alloc(32, 7).toString('base64');

function settings(environment: Record<string, string>): WebhookSettings {
  return WebhookSettings.from(loadConfiguration(ShieldConfiguration, { environment }));
}

describe('WebhookSettings', () => {
  it('has no receivers unless some are configured', () => {
    expect(settings({}).urls).toEqual([]);
  });

  it('accepts several receivers, without duplicates', () => {
    const WEBHOOK_URL = 'https://a.example.com/x, http://b.example.com:8080/,https://a.example.com/x';
    expect(settings({ WEBHOOK_URL, WEBHOOK_SECRET }).urls).toEqual([
      'https://a.example.com/x',
      'http://b.example.com:8080/',
    ]);
  });

  it('requires the key', () => {
    expect(() => settings({ WEBHOOK_URL: 'https://a.example.com' })).toThrow(
      'Configuration: webhook_secret is required with webhook_url.',
    );
  });

  it.each([
    'ftp://a.example.com/',
    'https://user:hunter2@a.example.com/',
    'https://a.example.com/,',
    'http://0x7f.1/',
    'nonsense',
  ])('refuses %s without repeating it', (WEBHOOK_URL) => {
    const load = () => settings({ WEBHOOK_URL, WEBHOOK_SECRET });
    expect(load).toThrow('webhook_url must hold http or https URLs without credentials');
    expect(load).not.toThrow(WEBHOOK_URL);
  });

  it.each(['http://127.0.0.1:8080/x', 'http://[::1]/', 'https://10.0.0.1/'])(
    'refuses the address of %s unless private ones are allowed',
    (WEBHOOK_URL) => {
      expect(() => settings({ WEBHOOK_URL, WEBHOOK_SECRET })).toThrow(/no public address; webhook_allow_private/);
      const allowed = settings({ WEBHOOK_URL, WEBHOOK_SECRET, WEBHOOK_ALLOW_PRIVATE: 'true' });
      expect(allowed.urls).toEqual([WEBHOOK_URL]);
    },
  );
});
