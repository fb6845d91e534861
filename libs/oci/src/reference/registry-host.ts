import { DEFAULT_REGISTRY } from './image-reference.js';

const TEXT_MAX_LENGTH = 1024;
const HOST = /^(?:\[[a-f0-9:]+\]|[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?)(?::\d{1,5})?$/;

/** Aliases of Docker Hub in login files and in requests. */
const HUB_HOSTS = new Set([
  DEFAULT_REGISTRY,
  `index.${DEFAULT_REGISTRY}`,
  `registry-1.${DEFAULT_REGISTRY}`,
  'registry.hub.docker.com',
  'hub.docker.com',
]);

/**
 * Normalizes the host of a registry: `https://Registry.example.com/v2/` is `registry.example.com`,
 * `https://index.docker.io/v1/` is `docker.io`.
 *
 * @returns undefined if the text contains no host, or a login before it
 */
export function registryHost(text: string): string | undefined {
  if (text.length > TEXT_MAX_LENGTH) return undefined;
  const [host = ''] = text
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .split(/[/?#]/, 1);
  if (!HOST.test(host)) return undefined;
  if (HUB_HOSTS.has(host)) return DEFAULT_REGISTRY;
  return host.replace(/:443$/, '');
}
