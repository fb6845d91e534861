import type { IncomingMessage, ServerResponse } from 'node:http';
import helmet from 'helmet';

/** Pages load everything from their own origin, and nothing is inline. */
const OWN_ONLY = {
  'default-src': ["'self'"],
  'base-uri': ["'none'"],
  'form-action': ["'self'"],
  'frame-ancestors': ["'self'"],
  'object-src': ["'none'"],
};

/** Sets security headers for browsers. */
export const setSecurityHeaders = helmet({ contentSecurityPolicy: { useDefaults: false, directives: OWN_ONLY } });

/** Allows inline styles and `data:` images, which Swagger UI needs; applied after `setSecurityHeaders`. */
export const allowSwagger = helmet.contentSecurityPolicy({ directives: { 'upgrade-insecure-requests': null } });

/** The headers of `setSecurityHeaders`, alternating names and values, for responses written in one step. */
export function securityHeaders(): readonly string[] {
  const headers: string[] = [];
  const response = {
    setHeader: (name: string, value: string) => void headers.push(name, value),
    removeHeader: () => undefined,
  };
  const fail = (error?: unknown): void => {
    if (error) throw error as Error;
  };
  setSecurityHeaders({} as IncomingMessage, response as unknown as ServerResponse, fail);
  return headers;
}
