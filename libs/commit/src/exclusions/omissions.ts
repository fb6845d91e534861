import { FactoryError } from '@image-factory/errors';
import { ExcludedPaths } from './excluded-paths.js';
import { PathPattern } from './path-pattern.js';

/** A variable as shells and the engine's commit take it; nothing in it needs quoting. */
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_.-]*$/;
/** How much of a pattern is quoted in a refusal, in characters. */
const QUOTED = 80;

/** What is to be left out, as it was ordered. */
export interface OmissionsOrdered {
  readonly exclude?: readonly string[];
  readonly blank_env?: readonly string[];
}

/** What a save leaves out of the image. */
export class Omissions {
  /** Everything is saved. */
  static readonly NONE = Omissions.parse({});

  private constructor(
    /** Patterns of the paths whose changes are not saved, sorted, each once. */
    readonly exclude: readonly string[],
    private readonly patterns: readonly PathPattern[],
    /** Environment variables that are saved without their values. */
    private readonly blanked: ReadonlySet<string>,
  ) {}

  /** @throws FactoryError `invalid_request` that names the item that is wrong, and why */
  static parse({ exclude = [], blank_env = [] }: OmissionsOrdered): Omissions {
    const patterns = exclude.map(patternOf);
    blank_env.forEach(checkVariable);
    return new Omissions([...new Set(exclude)].sort(), patterns, new Set(blank_env));
  }

  /** Whether any path is left out. */
  get excludesPaths(): boolean {
    return this.patterns.length > 0;
  }

  /** The paths that are left out. It remembers directories as long as it lives: one for each listing. */
  excludedPaths(): ExcludedPaths {
    return new ExcludedPaths(this.patterns);
  }

  /** Whether an earlier save has left out the same paths. */
  excludesSame(exclude: readonly string[]): boolean {
    return exclude.length === this.exclude.length && exclude.every((text, index) => text === this.exclude[index]);
  }

  /** The variables of a container that lose their values. */
  blankedIn(config: Readonly<Record<string, unknown>>): string[] {
    return environmentOf(config)
      .map((variable) => variable.split('=', 1)[0]!)
      .filter((name) => this.blanked.has(name));
  }

  /** The configuration of a container without those values. */
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

/** What is wrong is not quoted: it may be a variable with its value. */
function checkVariable(name: string, index: number): void {
  if (VARIABLE.test(name)) return;
  throw new FactoryError(
    'invalid_request',
    `blank_env[${index}] is not the name of an environment variable: ` +
      'letters, digits, "_", "." and "-", the first one no digit; without "=" and its value.',
  );
}
