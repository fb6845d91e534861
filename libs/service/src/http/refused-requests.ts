import { METHODS, type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { FactoryError } from '@image-factory/errors';
import type { Express, NextFunction, Request, Response } from 'express';

/** The part of a layer of Express' router that lists the methods of a path. */
interface RouterLayer {
  readonly route?: { readonly methods: Readonly<Record<string, boolean>> };
  match(path: string): unknown;
}

/**
 * Middleware that answers a known path with an unsupported method with 405 and `Allow`, and answers OPTIONS; Express
 * would answer 404.
 *
 * @param express the application; its routes are looked up at each request
 */
export function knownMethodsOnly(express: Express) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const methods = methodsOf(express, request.path);
    if (methods.size === 0 || methods.has(request.method)) return next();
    response.setHeader('Allow', [...methods, 'OPTIONS'].join(', '));
    if (request.method === 'OPTIONS') return void response.status(204).end();
    next(new FactoryError('method_not_allowed', `${request.path} does not allow ${request.method}.`));
  };
}

function methodsOf({ router }: Express, path: string): Set<string> {
  const methods = new Set<string>();
  for (const layer of (router as unknown as { stack: RouterLayer[] }).stack) {
    const names = Object.keys(layer.route?.methods ?? {}).map((name) => name.toUpperCase());
    // A layer for every method is middleware, not a route.
    if (names.length < METHODS.length && layer.match(path)) names.forEach((name) => methods.add(name));
  }
  if (methods.has('GET')) methods.add('HEAD');
  return methods;
}

const STATUS_OF_CODE: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

const SENTENCES: Readonly<Record<number, string>> = {
  400: 'The request is not valid HTTP.',
  408: 'The request took too long to arrive.',
  413: 'The request has chunks with too many extensions.',
  431: 'The request line and headers are too long.',
};

/** Answers requests that Node's HTTP parser rejects with an envelope; they reach no route. */
export function answerUnreadableRequests(server: Server): void {
  server.on('clientError', ({ code = '' }: NodeJS.ErrnoException, socket: Duplex) => {
    if (code === 'ECONNRESET' || !socket.writable) socket.destroy();
    else socket.end(refusal(STATUS_OF_CODE[code] ?? 400));
  });
  // Unknown expectations may be ignored (RFC 9110, 10.1.1).
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
}

function refusal(status: number): string {
  const body = JSON.stringify({ success: false, msg: SENTENCES[status], error_code: 'invalid_request' });
  return [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Connection: close',
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    '',
    body,
  ].join('\r\n');
}
