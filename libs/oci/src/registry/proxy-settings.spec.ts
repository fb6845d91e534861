import { describe, expect, it } from '@jest/globals';
import { mergedProxies, proxyFor } from './proxy-settings.js';

const proxies = { httpProxy: 'http://plain.example.com:3128', httpsProxy: 'tls.example.com:3129' };

describe('proxyFor', () => {
  it.each([
    ['http://r.example.org/v2/', 'http://plain.example.com:3128/'],
    ['https://r.example.org/v2/', 'http://tls.example.com:3129/'],
    ['http://localhost:5000/', undefined],
    ['http://127.8.9.1:5000/', undefined],
    ['http://[::1]:5000/', undefined],
  ])('finds for %s the proxy %s', (url, proxy) => {
    expect(proxyFor(new URL(url), proxies)?.href).toBe(proxy);
  });

  it.each([
    ['*', 'https://r.example.org/', false],
    ['example.org', 'https://r.example.org/', false],
    ['example.org', 'https://example.org/', false],
    ['example.org', 'https://anexample.org/', true],
    ['.example.org', 'https://example.org/', true],
    ['*.example.org', 'https://r.example.org/', false],
    ['other, EXAMPLE.org', 'https://R.example.org/', false],
    ['r.example.org:5000', 'https://r.example.org:5000/', false],
    ['r.example.org:5000', 'https://r.example.org/', true],
    ['r.example.org:443', 'https://r.example.org/', false],
    ['192.0.2.7', 'https://192.0.2.7:5000/', false],
    ['192.0.2.0/24', 'https://192.0.2.7:5000/', false],
    ['192.0.2.0/24', 'https://192.0.3.7:5000/', true],
    ['2001:db8::/32', 'https://[2001:db8::7]:5000/', false],
    ['2001:db8::7', 'https://[2001:db8::7]:5000/', false],
    ['192.0.2.0/99, nonsense/8, /', 'https://192.0.2.7/', true],
    ['', 'https://192.0.2.7/', true],
  ])('reads the exemption "%s" for %s', (noProxy, url, isProxied) => {
    expect(proxyFor(new URL(url), { ...proxies, noProxy }) !== undefined).toBe(isProxied);
  });

  it('omits a login that the engine has masked', () => {
    const httpProxy = 'http://xxxxx:xxxxx@plain.example.com:3128';
    expect(proxyFor(new URL('http://r.example.org'), { httpProxy })?.href).toBe('http://plain.example.com:3128/');
  });
});

describe('mergedProxies', () => {
  it('uses the first settings with a proxy, and all exemptions', () => {
    const engine = { ...proxies, noProxy: 'a' };
    expect(mergedProxies({ noProxy: 'b' }, engine)).toEqual({ ...proxies, noProxy: 'b,a' });
    expect(mergedProxies({ httpProxy: 'http://own' }, engine)).toMatchObject({ httpProxy: 'http://own', noProxy: 'a' });
    expect(mergedProxies({}, {})).toEqual({ noProxy: '' });
  });
});
