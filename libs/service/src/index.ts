export { type Program, run } from './command-line.js';
export { ConfigurationError, type ConfigurationSources, loadConfiguration } from './config/configuration.js';
export { Flag, List, Port, Seconds, WholeNumber } from './config/value-decorators.js';
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
export { AnyFailureFilter, EnvelopeFilter, ProblemFilter } from './http/failure-formats.filter.js';
export { requestValidation } from './http/request-validation.js';
export { securityHeaders } from './http/security-headers.js';
export { openApiDocument, type ServiceDescription } from './http/swagger.js';
export { LOG_LEVELS, type LogLevel } from './log/log.module.js';
export { RequestDurations } from './metrics/request-durations.js';
export { Secrets } from './log/secrets.js';
export { MetricsModule } from './metrics/metrics.module.js';
export { bearer, BearerTokenGuard, tokenList } from './token/bearer-token.guard.js';
export { beginSpan, markFailed, type SpanFacts, traced, withinSpan } from './tracing/traced.js';
export { VERSION } from './start-facts.js';
