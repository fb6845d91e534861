import { readFileSync } from 'node:fs';
import { plainToInstance } from 'class-transformer';
import { getMetadataStorage, validateSync } from 'class-validator';

/** An unusable configuration; the message names the key or the file in one sentence. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

/** Sources of a configuration. */
export interface ConfigurationSources {
  /** Path of a JSON file with keys in lower case. */
  readonly file?: string;
  /** Environment variables, which override the file: the keys in upper case; those of proxies also in lower case. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** By convention these variables are read in both cases. */
const PROXY_KEY = /^(https?|no)_proxy$/;

/**
 * Reads, merges and validates a configuration. Each key is a validated property of the class; its initialiser is the
 * default. An empty string means absent, as in the first generation's files.
 *
 * @throws ConfigurationError that names the invalid file or key
 */
export function loadConfiguration<C extends object>(Configuration: new () => C, sources: ConfigurationSources): C {
  const keys = keysOf(Configuration);
  const values = { ...fromFile(sources.file, keys), ...fromEnvironment(sources.environment, keys) };
  const configuration = plainToInstance(Configuration, values, { exposeDefaultValues: true });
  const [error] = validateSync(configuration, { stopAtFirstError: true });
  if (!error) return configuration;
  if (error.value === undefined) throw new ConfigurationError(`Configuration: ${error.property} is required.`);
  throw new ConfigurationError(`Configuration: ${Object.values(error.constraints ?? {})[0]}.`);
}

function keysOf(Configuration: new () => object): ReadonlySet<string> {
  const rules = getMetadataStorage().getTargetValidationMetadatas(Configuration, '', false, false);
  return new Set(rules.map((rule) => rule.propertyName));
}

function fromFile(file: string | undefined, keys: ReadonlySet<string>): Record<string, unknown> {
  if (file === undefined) return {};
  const content = parse(file, read(file));
  for (const key of Object.keys(content)) {
    if (!keys.has(key)) {
      throw new ConfigurationError(
        `Configuration: ${file} has the unknown key "${key}"; known keys: ${[...keys].join(', ')}.`,
      );
    }
  }
  return Object.fromEntries(Object.entries(content).filter(([, value]) => value !== '' && value !== null));
}

function fromEnvironment(
  environment: ConfigurationSources['environment'],
  keys: ReadonlySet<string>,
): Record<string, string> {
  const values: Record<string, string> = {};
  for (const key of keys) {
    const value = environment[key.toUpperCase()] || (PROXY_KEY.test(key) ? environment[key] : undefined);
    if (value !== undefined && value !== '') values[key] = value;
  }
  return values;
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new ConfigurationError(`Configuration: ${file} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
}

function parse(file: string, text: string): Record<string, unknown> {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    throw new ConfigurationError(`Configuration: ${file} is not valid JSON.`);
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    throw new ConfigurationError(`Configuration: ${file} must contain one JSON object.`);
  }
  return content as Record<string, unknown>;
}

/** The environment of the process. Only this function reads it. */
export function environment(): Readonly<Record<string, string | undefined>> {
  return process.env;
}
