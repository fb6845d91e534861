import type { Server } from 'node:http';

/**
 * Serves every path below the prefix as well as without it: a proxy may send requests on with or without the prefix, and
 * agents inside a cluster call past the proxy. Call it once all other listeners of the server are set.
 *
 * @param basePath such as `/image-factory`; empty for none
 */
export function stripBasePath(server: Server, basePath: string): void {
  if (basePath === '') return;
  // Listeners run in order, so the others read the address without the prefix.
  server.prependListener('request', (request) => {
    request.url = withoutPrefix(request.url ?? '/', basePath);
  });
}

/** @returns the address of a request without the prefix, or as it is where it does not begin with the prefix */
export function withoutPrefix(url: string, basePath: string): string {
  if (!url.startsWith(basePath)) return url;
  const rest = url.slice(basePath.length);
  if (rest.startsWith('/')) return rest;
  return rest === '' || rest.startsWith('?') ? `/${rest}` : url;
}
