import type { Server } from 'node:http';

/**
 * Serves every path both below the prefix and without it: a proxy may keep or strip the prefix, and agents inside a
 * cluster bypass the proxy. Call it after all other listeners of the server are set.
 *
 * @param basePath such as `/image-factory`; empty for none
 */
export function stripBasePath(server: Server, basePath: string): void {
  if (basePath === '') return;
  // Listeners run in order, so all others see the address without the prefix.
  server.prependListener('request', (request) => {
    request.url = withoutPrefix(request.url ?? '/', basePath);
  });
}

/** @returns the address of a request without the prefix; unchanged if it lacks the prefix */
export function withoutPrefix(url: string, basePath: string): string {
  if (!url.startsWith(basePath)) return url;
  const rest = url.slice(basePath.length);
  if (rest.startsWith('/')) return rest;
  return rest === '' || rest.startsWith('?') ? `/${rest}` : url;
}
