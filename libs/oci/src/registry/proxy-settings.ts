import { BlockList, isIP } from 'node:net';

/** The HTTP proxies of a node, in the environment variables of the same names. */
export interface ProxySettings {
  /** Proxy for `http://` addresses: `http://user:password@192.0.2.1:3128`, or without the scheme. */
  readonly httpProxy?: string;
  /** Proxy for `https://` addresses. */
  readonly httpsProxy?: string;
  /** Hosts to reach without a proxy, comma separated: names with their subdomains, addresses, networks, `*`. */
  readonly noProxy?: string;
}

/** The runtime masks the logins of its proxies like this; a proxy refuses the masked login. */
const MASKED_LOGIN = /\/\/xxxxx:xxxxx@/;

/** The first settings with a proxy; exemptions of all settings apply. */
export function mergedProxies(...settings: readonly ProxySettings[]): ProxySettings {
  const first = settings.find(({ httpProxy, httpsProxy }) => httpProxy || httpsProxy);
  const noProxy = settings
    .map((each) => each.noProxy)
    .filter(Boolean)
    .join(',');
  return { httpProxy: first?.httpProxy, httpsProxy: first?.httpsProxy, noProxy };
}

/**
 * The proxy for an address, by the rules of the runtime (Go's `httpproxy`): never for loopback addresses and localhost.
 *
 * @returns undefined for a direct connection
 */
export function proxyFor(url: URL, { httpProxy, httpsProxy, noProxy = '' }: ProxySettings): URL | undefined {
  const text = url.protocol === 'https:' ? httpsProxy : httpProxy;
  if (!text || isExempt(url, noProxy)) return undefined;
  const full = (text.includes('://') ? text : `http://${text}`).replace(MASKED_LOGIN, '//');
  return URL.canParse(full) ? new URL(full) : undefined;
}

function isExempt(url: URL, noProxy: string): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  if (host === 'localhost' || isLoopback(host)) return true;
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return noProxy
    .split(/[\s,]+/)
    .filter(Boolean)
    .some((rule) => matches(rule.toLowerCase(), host, port));
}

function matches(rule: string, host: string, port: string): boolean {
  if (rule === '*') return true;
  if (rule.includes('/')) return isIn(rule, host);
  const [, name = '', wanted] = /^(.*?)(?::(\d+))?$/.exec(isIP(rule) === 6 ? `[${rule}]` : rule) ?? [];
  if (wanted !== undefined && wanted !== port) return false;
  const bare = name.replace(/^\[|\]$/g, '');
  if (isIP(bare) !== 0) return bare === host;
  const suffix = bare.replace(/^\*?\./, '');
  // A rule with a leading dot matches subdomains only.
  return host.endsWith(`.${suffix}`) || (suffix === bare && host === suffix);
}

function isIn(rule: string, host: string): boolean {
  const [network = '', prefix = ''] = rule.split('/');
  const [family, other] = [isIP(host), isIP(network)];
  const bits = Number(prefix);
  if (family === 0 || family !== other || !(bits >= 0 && bits <= (family === 6 ? 128 : 32))) return false;
  const list = new BlockList();
  list.addSubnet(network, bits, family === 6 ? 'ipv6' : 'ipv4');
  return list.check(host, family === 6 ? 'ipv6' : 'ipv4');
}

function isLoopback(host: string): boolean {
  return host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}
