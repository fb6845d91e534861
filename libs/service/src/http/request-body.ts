import type { IncomingMessage } from 'node:http';
import { FactoryError } from '@image-factory/errors';
import { type NextFunction, type Request, type Response, json } from 'express';

/** Largest body that is read. */
const BODY_LIMIT = '1mb';

const NEWER = /^\/v2(?:\/|$)/i;

/**
 * Middleware that reads JSON bodies. v1 takes them whatever their Content-Type, as the first implementation did, unless
 * a browser sends them for a page of another site: such a form is no call of a platform. v2 takes JSON only.
 */
export function readJsonBody() {
  const asDeclared = json({ limit: BODY_LIMIT });
  const always = json({ limit: BODY_LIMIT, type: () => true });
  return (request: Request, response: Response, next: NextFunction): void => {
    const isNewer = NEWER.test(request.path);
    if (isNewer && hasBody(request) && !isJson(request)) {
      const type = request.headers['content-type'] ?? 'no Content-Type';
      next(new FactoryError('unsupported_media_type', `The request body is sent as ${type}.`));
    } else if (isNewer || isFromAnotherSite(request)) asDeclared(request, response, next);
    else always(request, response, next);
  };
}

/** `Content-Length: 0` says that there is none, whatever the type beside it. */
function hasBody({ headers }: IncomingMessage): boolean {
  const { 'content-length': length = '0' } = headers;
  return headers['transfer-encoding'] !== undefined || Number(length) > 0;
}

function isJson(request: Request): boolean {
  return Boolean(request.is('application/json'));
}

/** Browsers leave Sec-Fetch-Site out where a service is reached by plain HTTP; Origin is then all that there is. */
function isFromAnotherSite({ headers }: IncomingMessage): boolean {
  const { 'sec-fetch-site': site, origin, host } = headers;
  if (site !== undefined) return site === 'cross-site';
  return origin !== undefined && !(URL.canParse(origin) && new URL(origin).host === host);
}
