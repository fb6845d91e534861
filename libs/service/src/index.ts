export { type Program, run } from './command-line.js';
export { ConfigurationError } from './config/configuration-error.js';
export { type ConfigurationSources, loadConfiguration } from './config/configuration.js';
export { Flag, Port, Seconds, WholeNumber } from './config/value-decorators.js';
export {
  contextHeaders,
  inRequestContext,
  REQUEST_ID_HEADER,
  requestContext,
  type RequestContext,
} from './context/request-context.js';
export { setRequestContext } from './context/request-id.js';
export { ReadinessCheck } from './health/readiness-check.js';
export { createService, type ServiceOptions } from './http/create-service.js';
export { AnyFailureFilter } from './http/any-failure.filter.js';
export { EnvelopeFilter } from './http/envelope.filter.js';
export { ProblemFilter } from './http/problem.filter.js';
export { requestValidation } from './http/request-validation.js';
export { securityHeaders } from './http/security-headers.js';
export { openApiDocument, type ServiceDescription } from './http/swagger.js';
export { LOG_LEVELS, type LogLevel } from './log/log.module.js';
export { RequestDurations } from './metrics/request-durations.js';
export { Secrets } from './log/secrets.js';
export { MetricsModule } from './metrics/metrics.module.js';
export { BearerTokenGuard } from './token/bearer-token.guard.js';
export { bearer, tokenList } from './token/token-list.js';
export { beginSpan, markFailed, type SpanFacts, traced, withinSpan } from './tracing/traced.js';
export { traceHeaders, traceParentOf } from './tracing/trace-parent.js';
export { VERSION } from './version.js';
