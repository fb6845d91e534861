import type { IncomingMessage, ServerResponse } from 'node:http';
import helmet from 'helmet';

/** Sets the headers that keep browsers from doing more with an answer than they should. */
export const setSecurityHeaders = helmet({
  contentSecurityPolicy: { useDefaults: true, directives: { 'upgrade-insecure-requests': null } },
});

/** The same headers as a list of names and values in turn, for an answer that is written in one go. */
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
