import type { IncomingMessage, ServerResponse } from 'node:http';
import helmet from 'helmet';

/** A page of ours takes everything from where it is itself, and nothing stands inline. */
const OWN_ONLY = {
  'default-src': ["'self'"],
  'base-uri': ["'none'"],
  'form-action': ["'self'"],
  'frame-ancestors': ["'self'"],
  'object-src': ["'none'"],
};

/** Sets the headers that keep browsers from doing more with an answer than they should. */
export const setSecurityHeaders = helmet({ contentSecurityPolicy: { useDefaults: false, directives: OWN_ONLY } });

/** Lets Swagger UI write styles into its page, and have pictures that are data; comes after the above. */
export const allowSwagger = helmet.contentSecurityPolicy({ directives: { 'upgrade-insecure-requests': null } });

/** What `setSecurityHeaders` sets, as a list of names and values in turn, for an answer that is written in one go. */
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
