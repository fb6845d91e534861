import { describe, expect, it } from '@jest/globals';
import { ProxyTracerProvider, trace } from '@opentelemetry/api';
import { startTracing } from './start-tracing.js';

/** Name of the provider behind the proxy of the API. */
const provider = () => (trace.getTracerProvider() as ProxyTracerProvider).getDelegate().constructor.name;

describe('startTracing', () => {
  const none = provider();

  it.each([
    {},
    { OTEL_TRACES_EXPORTER: 'none', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' },
    { OTEL_SDK_DISABLED: 'true', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' },
    { OTEL_EXPORTER_OTLP_ENDPOINT: '' },
  ])('stays off with %j', async (environment) => {
    await startTracing('test', environment);
    expect(provider()).toBe(none);
  });

  it('names the variable with an unsupported exporter', async () => {
    await expect(startTracing('test', { OTEL_TRACES_EXPORTER: 'zipkin' })).rejects.toThrow(
      'OTEL_TRACES_EXPORTER must be otlp or none',
    );
  });
});
