import { ConfigurationError, type ConfigurationSources } from '../config/configuration.js';

type Environment = ConfigurationSources['environment'];

/** Flushes and ends the tracing of this process, once it has begun. */
let stop: (() => Promise<void>) | undefined;

/**
 * Begins to send traces to a collector, if the variables of OpenTelemetry ask for it; else nothing of it is even loaded.
 * @param service name of the service, unless the variables have another
 * @throws ConfigurationError when they ask for what there is not
 */
export async function startTracing(service: string, environment: Environment): Promise<void> {
  if (!isAskedFor(environment)) return;
  const { exportTraces } = await import('./otlp-traces.js');
  stop = exportTraces(service);
}

/** Sends what has not been sent yet. */
export async function stopTracing(): Promise<void> {
  await stop?.();
}

function isAskedFor(environment: Environment): boolean {
  const { OTEL_SDK_DISABLED, OTEL_TRACES_EXPORTER: exporter = '' } = environment;
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: tracesEndpoint } = environment;
  if (OTEL_SDK_DISABLED?.toLowerCase() === 'true' || exporter === 'none') return false;
  if (exporter !== '' && exporter !== 'otlp') {
    throw new ConfigurationError('Configuration: OTEL_TRACES_EXPORTER must be otlp or none.');
  }
  return exporter === 'otlp' || Boolean(endpoint || tracesEndpoint);
}
