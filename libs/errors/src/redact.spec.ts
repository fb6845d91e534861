import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { FactoryError } from './factory-error.js';
import { redact, spellingsOf } from './redact.js';

const SECRET = 'pa:s "wörd"/+';

describe('redact', () => {
  it.each([
    ['Get "https://alice:secret@host:1/v2/": EOF', 'Get "https://***@host:1/v2/": EOF'],
    ['tcp://alice:p@ss?w#rd@host:2375', 'tcp://***@host:2375'],
    ['https://ghp_token@host/v2/', 'https://***@host/v2/'],
    ['{"a":"http://u:p@h","b":"x@y"}', '{"a":"http://***@h","b":"x@y"}'],
  ])('removes the login of a URL: %s', (text, expected) => expect(redact(text)).toBe(expected));

  it.each([
    ['Authorization: Bearer abc.def', 'Authorization: ***'],
    ['authorization=Basic YWxpY2U6c2VjcmV0', 'authorization=***'],
    ['sent Bearer eyJhbGciOiJIUzI1NiJ9.e30.abc to it', 'sent Bearer *** to it'],
    ['sent basic YWxpY2U6c2VjcmV0 to it', 'sent basic *** to it'],
    ['{"authorization":"Bearer abc"}', '{"authorization":"***"}'],
  ])('removes the value of an Authorization header: %s', (text, expected) => expect(redact(text)).toBe(expected));

  it.each([
    ['/token?account=alice&access_token=abc&scope=pull', '/token?account=alice&access_token=***&scope=pull'],
    ['/blob?X-Amz-Signature=abc&X-Amz-Date=1', '/blob?X-Amz-Signature=***&X-Amz-Date=1'],
    ['/blob?se=2026&sig=a%2Fb', '/blob?se=2026&sig=***'],
    ['host=db user=alice password=abc dbname=x', 'host=db user=alice password=*** dbname=x'],
  ])('removes the secret fields of a query: %s', (text, expected) => expect(redact(text)).toBe(expected));

  it.each([
    ['{"auths":{"r":{"auth":"YTpi"}}}', '{"auths":{"r":{"auth":"***"}}}'],
    ['{"identitytoken": "abc", "x": "y"}', '{"identitytoken": "***", "x": "y"}'],
    ['{"hub_pwd":"a\\"b\\\\","hub_user":"alice"}', '{"hub_pwd":"***","hub_user":"alice"}'],
    ['{"webhook_secret":"a","secret_key":"b","tokens":1}', '{"webhook_secret":"***","secret_key":"***","tokens":1}'],
  ])('removes the secret fields of JSON, also within a string: %s', (text, expected) => {
    expect(redact(text)).toBe(expected);
    expect(JSON.parse(redact(JSON.stringify({ body: text })))).toEqual({ body: expected });
  });

  it.each([
    ['plain', SECRET],
    ['in a URL', encodeURIComponent(SECRET)],
    ['in JSON', JSON.stringify({ note: SECRET })],
    ['in a header', `Basic ${Buffer.from(`alice:${SECRET}`).toString('base64')}`],
    ['in Base64', `x ${Buffer.from(SECRET).toString('base64')}`],
  ])('removes a known secret: %s', (_, text) => {
    const shown = redact(`before ${text} after`, spellingsOf(SECRET, 'alice'));
    expect(shown).toMatch(/^before .*\*\*\*.* after$/);
    expect(shown).not.toMatch(/pa(?::|%3A)s|wörd|w%C3/);
    expect(shown).not.toContain(Buffer.from(SECRET).toString('base64').slice(4, 12));
  });

  it('removes a secret that is part of another one', () => {
    expect(redact('hunter22 hunter', ['hunter', 'hunter22'])).toBe('*** ***');
  });

  it('removes half of a surrogate pair, which no URL can contain', () => {
    expect(redact('it is half \ud800 of a pair', spellingsOf('half \ud800 of a pair'))).toBe('it is ***');
  });

  it.each([
    'Get "https://host:1/v2/a/b@sha256:0": EOF',
    'Bearer realm="https://auth.example.com/token",service="r"',
    'no basic auth credentials',
    'The call carries no valid token.',
    '{"level":30,"url":"/v2/commits?limit=5","author":"alice@example.com","msg":"token expired"}',
  ])('leaves everything else: %s', (text) => expect(redact(text, ['', 'secret'])).toBe(text));

  it('leaves any JSON parseable', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.constantFrom('password', 'auth', 'url', 'msg'), (value, name) => {
        const { [name]: shown, end } = JSON.parse(redact(JSON.stringify({ [name]: value, end: 'end' }))) as Record<
          string,
          string
        >;
        expect(end).toBe('end');
        if (name === 'password' && value !== '') expect(shown).toBe('***');
      }),
    );
  });
});

describe('FactoryError', () => {
  it('removes secrets where it is made', () => {
    const error = new FactoryError('engine_failed', 'The push failed: Get "https://alice:secret@host/v2/": EOF.');
    expect(error.message).toBe('The push failed: Get "https://***@host/v2/": EOF.');
    expect(error.explanation).not.toContain('secret');
  });
});
