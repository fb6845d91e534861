import type { IncomingMessage, ServerResponse } from 'node:http';
import { Histogram, type Registry } from 'prom-client';

/** From a poll that is answered from memory to a `sync` call for a large commit. */
const BUCKETS_S = [0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10, 60, 600];

/** Label of requests without a route. */
const NO_ROUTE = 'none';

/** A request with the route that Express has found for it. */
type Routed = IncomingMessage & { readonly route?: { readonly path?: unknown } };

/** Durations of requests, by route template, so that the number of labels is bounded. */
export class RequestDurations {
  private readonly durations: Histogram<'method' | 'route' | 'status'>;

  constructor(registry: Registry) {
    this.durations = new Histogram({
      name: 'image_factory_http_request_duration_seconds',
      help: 'Time from a request to the end of its answer, by route template and status code.',
      labelNames: ['method', 'route', 'status'],
      buckets: BUCKETS_S,
      registers: [registry],
    });
  }

  /**
   * Creates a cheaper observer for one kind of response, for responses that bypass the routes.
   * @returns a function to call with each response, with the start of its request on the clock of `performance.now()`
   */
  of(method: string, route: string, status: number): (start: number) => void {
    const durations = this.durations.labels({ method, route, status });
    return (start) => durations.observe((performance.now() - start) / 1000);
  }

  /** Middleware that measures requests. A response whose client has disconnected does not count. */
  readonly measure = (request: Routed, response: ServerResponse, next: () => void): void => {
    const start = performance.now();
    response.once('finish', () => {
      const labels = { method: request.method, route: routeOf(request), status: response.statusCode };
      this.durations.observe(labels, (performance.now() - start) / 1000);
    });
    next();
  };
}

/** The route template; middleware for all requests also has a route, with a wildcard. */
function routeOf({ route }: Routed): string {
  return typeof route?.path === 'string' && !route.path.includes('*') ? route.path : NO_ROUTE;
}
