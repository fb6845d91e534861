import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { VERSION } from '../start-facts.js';

/**
 * Exports the spans of this process in batches by OTLP over HTTP, configured by the variables of OpenTelemetry.
 * @returns a function that flushes the spans and stops
 */
export function exportTraces(service: string): () => Promise<void> {
  const own = resourceFromAttributes({ 'service.name': service, 'service.version': VERSION });
  const provider = new NodeTracerProvider({
    resource: own.merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  provider.register();
  // An unavailable collector must not fail the shutdown.
  return () => provider.shutdown().catch(() => undefined);
}
