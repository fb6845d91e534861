export { ERROR_CATALOGUE, entryOf, type ErrorCode, type ErrorEntry } from './catalogue.js';
export { explanationOf, FactoryError } from './factory-error.js';
export { redact, REDACTED, spellingsOf } from './redact.js';
