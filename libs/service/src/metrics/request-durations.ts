import type { IncomingMessage, ServerResponse } from 'node:http';
import { Histogram, type Registry } from 'prom-client';

/** From a poll that is answered from memory to a `sync` that waits for a large save, in seconds. */
const BUCKETS = [0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10, 60, 600];

/** What stands for the route of a request that no route has answered. */
const NO_ROUTE = 'none';

/** What express notes at a request: the route that serves it. */
type Routed = IncomingMessage & { readonly route?: { readonly path?: unknown } };

/** How long requests take, by the templates of their routes, of which there are few. */
export class RequestDurations {
  private readonly durations: Histogram<'method' | 'route' | 'status'>;

  constructor(registry: Registry) {
    this.durations = new Histogram({
      name: 'image_factory_http_request_duration_seconds',
      help: 'Time from a request to the end of its answer, by route template and status code.',
      labelNames: ['method', 'route', 'status'],
      buckets: BUCKETS,
      registers: [registry],
    });
  }

  /**
   * Measures answers of one kind that are given before any route is looked for, at less cost.
   * @returns to be told, with an answer, when its request came, in milliseconds of `performance.now()`
   */
  of(method: string, route: string, status: number): (start: number) => void {
    const durations = this.durations.labels({ method, route, status });
    return (start) => durations.observe((performance.now() - start) / 1000);
  }

  /** Middleware that measures. An answer whose caller has gone away has no end and does not count. */
  readonly measure = (request: Routed, response: ServerResponse, next: () => void): void => {
    const start = performance.now();
    response.once('finish', () => {
      const labels = { method: request.method, route: routeOf(request), status: response.statusCode };
      this.durations.observe(labels, (performance.now() - start) / 1000);
    });
    next();
  };
}

/** Middleware that sees every request has a route, too, with a wildcard. */
function routeOf({ route }: Routed): string {
  return typeof route?.path === 'string' && !route.path.includes('*') ? route.path : NO_ROUTE;
}
