import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { VERSION } from '../start-facts.js';

/**
 * Sends the spans of this process by OTLP over HTTP, in batches, where the variables of OpenTelemetry say.
 * @returns sends the rest and ends
 */
export function exportTraces(service: string): () => Promise<void> {
  const own = resourceFromAttributes({ 'service.name': service, 'service.version': VERSION });
  const provider = new NodeTracerProvider({
    resource: own.merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  provider.register();
  // A collector that is away is no reason to fail.
  return () => provider.shutdown().catch(() => undefined);
}
