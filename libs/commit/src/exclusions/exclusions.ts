import { FactoryError } from '@image-factory/errors';
import { ExcludedPaths } from './excluded-paths.js';
import { PathPattern } from './path-pattern.js';

/** Variable names that both shells and the runtime's commit accept without quoting. */
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_.-]*$/;
/** Limit on the characters of a pattern that an error message quotes. */
const QUOTED = 80;

/** The exclusions and redactions of a request, not yet validated. */
export interface ExclusionRequest {
  readonly exclude?: readonly string[];
  readonly redactEnv?: readonly string[];
}

/** Paths that a commit excludes and variables that it redacts. */
export class Exclusions {
  /** Excludes and redacts nothing. */
  static readonly NONE = Exclusions.parse({});

  private constructor(
    /** Patterns of the excluded paths, sorted and unique. */
    readonly exclude: readonly string[],
    private readonly patterns: readonly PathPattern[],
    /** Redacted environment variables. */
    private readonly redacted: ReadonlySet<string>,
  ) {}

  /** @throws FactoryError `invalid_request` that names the invalid item and the reason */
  static parse({ exclude = [], redactEnv = [] }: ExclusionRequest): Exclusions {
    const patterns = exclude.map(patternOf);
    redactEnv.forEach(checkVariable);
    return new Exclusions([...new Set(exclude)].sort(), patterns, new Set(redactEnv));
  }

  /** Whether any path is excluded. */
  get excludesPaths(): boolean {
    return this.patterns.length > 0;
  }

  /** The matcher of excluded paths. It caches directories for its lifetime, so use one per listing. */
  excludedPaths(): ExcludedPaths {
    return new ExcludedPaths(this.patterns);
  }

  /** Whether an earlier commit excluded the same paths. */
  excludesSame(exclude: readonly string[]): boolean {
    return exclude.length === this.exclude.length && exclude.every((text, index) => text === this.exclude[index]);
  }

  /** The redacted variables that a container has. */
  redactedIn(config: Readonly<Record<string, unknown>>): string[] {
    return environmentOf(config)
      .map((variable) => variable.split('=', 1)[0]!)
      .filter((name) => this.redacted.has(name));
  }

  /** The configuration of a container with those variables redacted. */
  redact(config: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
    const names = new Set(this.redactedIn(config));
    if (names.size === 0) return config;
    const redacted = environmentOf(config).map((variable) => {
      const [name = ''] = variable.split('=', 1);
      return names.has(name) ? `${name}=` : variable;
    });
    return { ...config, Env: redacted };
  }
}

function environmentOf({ Env: environment }: Readonly<Record<string, unknown>>): readonly string[] {
  return (environment ?? []) as readonly string[];
}

function patternOf(text: string, index: number): PathPattern {
  try {
    return PathPattern.parse(text);
  } catch (error) {
    const quoted = JSON.stringify(text.slice(0, QUOTED));
    throw new FactoryError('invalid_request', `exclude[${index}] ${quoted} ${(error as Error).message}.`);
  }
}

/** Does not quote the invalid item: it may be a variable with its value. */
function checkVariable(name: string, index: number): void {
  if (VARIABLE.test(name)) return;
  throw new FactoryError(
    'invalid_request',
    `redact_env[${index}] is not the name of an environment variable: ` +
      'letters, digits, "_", "." and "-", not starting with a digit, and without "=" and its value.',
  );
}
