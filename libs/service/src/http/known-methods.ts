import { METHODS } from 'node:http';
import type { Express, NextFunction, Request, Response } from 'express';
import { FactoryError } from '@image-factory/errors';

/** The parts of a layer of Express' router that tell which methods its path takes. */
interface RouterLayer {
  readonly route?: { readonly methods: Readonly<Record<string, boolean>> };
  match(path: string): unknown;
}

/**
 * Middleware: a path that is known is refused under another method with 405 and `Allow`, and answers OPTIONS; the rest
 * of the router would say that there is no such route.
 *
 * @param express the application, whose routes are looked up when a request comes
 */
export function knownMethodsOnly(express: Express) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const methods = methodsOf(express, request.path);
    if (methods.size === 0 || methods.has(request.method)) return next();
    response.setHeader('Allow', [...methods, 'OPTIONS'].join(', '));
    if (request.method === 'OPTIONS') return void response.status(204).end();
    next(new FactoryError('method_not_allowed', `${request.path} does not take ${request.method}.`));
  };
}

function methodsOf({ router }: Express, path: string): Set<string> {
  const methods = new Set<string>();
  for (const layer of (router as unknown as { stack: RouterLayer[] }).stack) {
    const names = Object.keys(layer.route?.methods ?? {}).map((name) => name.toUpperCase());
    // A layer for every method is middleware, such as that of the log: it says nothing of what a path takes.
    if (names.length < METHODS.length && layer.match(path)) names.forEach((name) => methods.add(name));
  }
  if (methods.has('GET')) methods.add('HEAD');
  return methods;
}
