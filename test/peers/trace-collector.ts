import { type Call, JsonServer, type Reply } from './json-server.js';

/** A span in OTLP's JSON format. */
export interface CollectedSpan {
  readonly service: string;
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly { readonly key: string; readonly value: object }[];
  readonly status: { readonly code?: number; readonly message?: string };
}

interface TraceExport {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly { readonly key: string; readonly value: object }[] };
    readonly scopeSpans: readonly { readonly spans: readonly Omit<CollectedSpan, 'service'>[] }[];
  }[];
}

/** An OTLP/HTTP trace collector. */
export class TraceCollector extends JsonServer {
  static start(): Promise<TraceCollector> {
    return new TraceCollector().listen();
  }

  private constructor() {
    super();
  }

  /** All spans received so far. */
  get spans(): CollectedSpan[] {
    return this.bodies<TraceExport>('/v1/traces').flatMap(({ resourceSpans }) =>
      resourceSpans.flatMap(({ resource, scopeSpans }) => {
        const name = resource.attributes.find(({ key }) => key === 'service.name')?.value;
        const { stringValue: service = '' } = (name ?? {}) as { stringValue?: string };
        return scopeSpans.flatMap(({ spans }) => spans.map((span) => ({ ...span, service })));
      }),
    );
  }

  protected override reply({ path }: Call): Reply {
    return path === '/v1/traces' ? [200, {}] : [404, {}];
  }
}
