import { parseArgs } from 'node:util';
import { ConfigurationError, environment, loadConfiguration } from './config/configuration.js';
import { startTracing } from './tracing/start-tracing.js';
import { VERSION } from './start-facts.js';

/** A service that starts with a configuration and runs until it receives a signal. */
export interface Program<C extends object> {
  /** Name of the command. */
  readonly name: string;
  /** Purpose, in one line for `--help`. */
  readonly summary: string;
  /** The class whose validated properties are the configuration's keys. */
  readonly configuration: new () => C;
  /**
   * Starts the service; resolves when it accepts requests.
   * @param file file of the configuration, if any
   */
  readonly start: (configuration: C, file: string | undefined) => Promise<void>;
}

/** Runs a service from its command line. If it cannot start, prints the reason in one sentence and exits with 1. */
export async function run<C extends object>(program: Program<C>): Promise<void> {
  try {
    const { values } = parse(process.argv.slice(2));
    if (values.help) return print(help(program));
    if (values.version) return print(VERSION);
    const sources = { file: values.config, environment: environment() };
    const configuration = loadConfiguration(program.configuration, sources);
    await startTracing(`image-factory-${program.name}`, sources.environment);
    await program.start(configuration, sources.file);
  } catch (error) {
    process.stderr.write(`${program.name}: ${sentence(error)}\n`);
    process.exit(1);
  }
}

const OPTIONS = {
  config: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const;

/** Options with one dash, which the first implementation accepts: `-config FILE`, `-config=FILE`. */
const ONE_DASH = new RegExp(`^-(?=(?:${Object.keys(OPTIONS).join('|')})(?:=|$))`);

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: args.map((arg) => arg.replace(ONE_DASH, '--')), options: OPTIONS });
  } catch (error) {
    throw new ConfigurationError(`${(error as Error).message.split('. ')[0]}; --help shows the options.`);
  }
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function sentence(error: unknown): string {
  if (error instanceof ConfigurationError) return error.message;
  const { code, message, syscall, port } = error as NodeJS.ErrnoException & { port?: number };
  if (syscall === 'listen' && port !== undefined) {
    if (code === 'EADDRINUSE') return `Configuration: port ${port} is already in use.`;
    if (code === 'EACCES') return `Configuration: port ${port} requires more privileges.`;
  }
  return `cannot start: ${message.split('\n')[0]}`;
}

function help(program: Pick<Program<object>, 'name' | 'summary'>): string {
  return [
    `${program.name} ${VERSION}: ${program.summary}`,
    '',
    `Usage: ${program.name} [--config FILE]`,
    '',
    '  --config FILE   JSON file with keys in lower case; environment variables with the same keys in upper case take precedence',
    '  --help          print this help',
    '  --version       print the version',
    '',
    'docs/configuration.md describes the keys.',
  ].join('\n');
}
