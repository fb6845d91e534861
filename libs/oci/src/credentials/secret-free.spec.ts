import { describe, expect, it } from '@jest/globals';
import { secretFree } from './secret-free.js';

const SECRET = 'pa:s "wörd"/+';

describe('secretFree', () => {
  it.each([
    ['plain', SECRET],
    ['in a URL', encodeURIComponent(SECRET)],
    ['in JSON', JSON.stringify({ password: SECRET })],
    ['in a header', `Basic ${Buffer.from(`alice:${SECRET}`).toString('base64')}`],
  ])('takes a password out: %s', (_, text) => {
    const shown = secretFree(`before ${text} after`, { username: 'alice', password: SECRET });
    expect(shown).toMatch(/^before .*\*\*\*.* after$/);
    expect(shown).not.toMatch(/pa(?::|%3A)s|wörd|w%C3/);
    expect(shown).not.toContain(Buffer.from(SECRET).toString('base64').slice(4, 12));
  });

  it('accepts an identity token out', () => {
    expect(secretFree('token=refresh-me', { identityToken: 'refresh-me' })).toBe('token=***');
  });

  it('takes logins out of URLs', () => {
    expect(secretFree('Get "https://alice:secret@host:1/v2/": EOF', undefined)).toBe(
      'Get "https://***@host:1/v2/": EOF',
    );
  });

  it('leaves everything else', () => {
    const text = 'Get "https://host:1/v2/a/b@sha256:0": EOF';
    expect(secretFree(text, { username: 'alice', password: 'secret' })).toBe(text);
  });
});
