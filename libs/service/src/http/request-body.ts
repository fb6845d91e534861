import type { IncomingMessage } from 'node:http';
import { FactoryError } from '@image-factory/errors';
import { type NextFunction, type Request, type Response, json } from 'express';

/** Limit on the size of a body. */
const BODY_LIMIT = '1mb';

const NEWER = /^\/v2(?:\/|$)/i;

/**
 * Middleware that parses JSON bodies. v1 ignores the Content-Type, as the first implementation did, except for requests
 * that a browser sends for a page of another site, such as a form. v2 requires JSON.
 */
export function readJsonBody() {
  const asDeclared = json({ limit: BODY_LIMIT });
  const always = json({ limit: BODY_LIMIT, type: () => true });
  return (request: Request, response: Response, next: NextFunction): void => {
    const isNewer = NEWER.test(request.path);
    if (isNewer && hasBody(request) && !isJson(request)) {
      const type = request.headers['content-type'] ?? 'missing';
      next(new FactoryError('unsupported_media_type', `The Content-Type of the request body is ${type}.`));
    } else if (isNewer || isFromAnotherSite(request)) asDeclared(request, response, next);
    else always(request, response, next);
  };
}

/** `Content-Length: 0` means no body, even with a Content-Type. */
function hasBody({ headers }: IncomingMessage): boolean {
  const { 'content-length': length = '0' } = headers;
  return headers['transfer-encoding'] !== undefined || Number(length) > 0;
}

function isJson(request: Request): boolean {
  return Boolean(request.is('application/json'));
}

/** Browsers send no Sec-Fetch-Site over plain HTTP; only Origin is available then. */
function isFromAnotherSite({ headers }: IncomingMessage): boolean {
  const { 'sec-fetch-site': site, origin, host } = headers;
  if (site !== undefined) return site === 'cross-site';
  return origin !== undefined && !(URL.canParse(origin) && new URL(origin).host === host);
}
