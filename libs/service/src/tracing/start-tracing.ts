import { ConfigurationError, type ConfigurationSources } from '../config/configuration.js';

type Environment = ConfigurationSources['environment'];

/** Flushes and stops tracing; undefined if tracing is off. */
let stop: (() => Promise<void>) | undefined;

/**
 * Starts the export of traces if the variables of OpenTelemetry enable it; otherwise no tracing code is loaded.
 * @param service default name of the service
 * @throws ConfigurationError if the variables request an unsupported exporter
 */
export async function startTracing(service: string, environment: Environment): Promise<void> {
  if (!isEnabled(environment)) return;
  const { exportTraces } = await import('./otlp-traces.js');
  stop = exportTraces(service);
}

/** Flushes the remaining spans. */
export async function stopTracing(): Promise<void> {
  await stop?.();
}

function isEnabled(environment: Environment): boolean {
  const { OTEL_SDK_DISABLED, OTEL_TRACES_EXPORTER: exporter = '' } = environment;
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: tracesEndpoint } = environment;
  if (OTEL_SDK_DISABLED?.toLowerCase() === 'true' || exporter === 'none') return false;
  if (exporter !== '' && exporter !== 'otlp') {
    throw new ConfigurationError('Configuration: OTEL_TRACES_EXPORTER must be otlp or none.');
  }
  return exporter === 'otlp' || Boolean(endpoint || tracesEndpoint);
}
