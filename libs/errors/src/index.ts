export { ERROR_CATALOGUE, type ErrorCode, type ErrorEntry } from './catalogue.js';
export { FactoryError } from './factory-error.js';
export { redact, REDACTED, spellingsOf } from './redact.js';
