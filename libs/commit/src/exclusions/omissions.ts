import { FactoryError } from '@image-factory/errors';
import { ExcludedPaths } from './excluded-paths.js';
import { PathPattern } from './path-pattern.js';

/** Variable names that both shells and the runtime's commit accept without quoting. */
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_.-]*$/;
/** Limit on the characters of a pattern that an error message quotes. */
const QUOTED = 80;

/** Exclusions and redactions of a request, unchecked. */
export interface OmissionsOrdered {
  readonly exclude?: readonly string[];
  readonly blank_env?: readonly string[];
}

/** Paths that a commit excludes and variables that it redacts. */
export class Omissions {
  /** Excludes and redacts nothing. */
  static readonly NONE = Omissions.parse({});

  private constructor(
    /** Patterns of the excluded paths, sorted and unique. */
    readonly exclude: readonly string[],
    private readonly patterns: readonly PathPattern[],
    /** Redacted environment variables. */
    private readonly blanked: ReadonlySet<string>,
  ) {}

  /** @throws FactoryError `invalid_request` that names the invalid item and the reason */
  static parse({ exclude = [], blank_env = [] }: OmissionsOrdered): Omissions {
    const patterns = exclude.map(patternOf);
    blank_env.forEach(checkVariable);
    return new Omissions([...new Set(exclude)].sort(), patterns, new Set(blank_env));
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
  blankedIn(config: Readonly<Record<string, unknown>>): string[] {
    return environmentOf(config)
      .map((variable) => variable.split('=', 1)[0]!)
      .filter((name) => this.blanked.has(name));
  }

  /** The configuration of a container with those variables redacted. */
  blank(config: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
    const names = new Set(this.blankedIn(config));
    if (names.size === 0) return config;
    const blanked = environmentOf(config).map((variable) => {
      const [name = ''] = variable.split('=', 1);
      return names.has(name) ? `${name}=` : variable;
    });
    return { ...config, Env: blanked };
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
    `blank_env[${index}] is not the name of an environment variable: ` +
      'letters, digits, "_", "." and "-", the first one no digit; without "=" and its value.',
  );
}
