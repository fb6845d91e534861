import { nameOf, parentOf, readable } from '@image-factory/oci';
import { DIRECTORIES, type NamePattern, type PathPattern } from './path-pattern.js';

/** State of the patterns at a directory. */
interface Stage {
  /** Partially matched patterns, each with the index of its next segment. */
  readonly places: readonly (readonly [pattern: number, at: number])[];
  /** Names in the directory that complete a match. */
  readonly names: ReadonlySet<string>;
  readonly wild: readonly NamePattern[];
}

/**
 * Matches a large number of paths against patterns. The match state is cached per directory, so only the last name of
 * each path is compared: the container is paused meanwhile.
 */
export class ExcludedPaths {
  private readonly stages = new Map<string, Stage>();
  private readonly directories = new Map<string, Stage>();

  constructor(private readonly patterns: readonly PathPattern[]) {
    const beginning = new Set(patterns.flatMap((_, pattern) => this.placesFrom(pattern, 0)));
    this.directories.set('', this.stage(beginning));
  }

  /** @param path relative to the root; bytes, one character each. Paths below an excluded path are not recognized */
  has(path: string): boolean {
    const text = readable(path);
    const { names, wild } = this.stageOf(parentOf(text));
    const name = nameOf(text);
    return names.has(name) || wild.some((pattern) => pattern.fits(name));
  }

  private stageOf(directory: string): Stage {
    const known = this.directories.get(directory);
    if (known) return known;
    const before = this.stageOf(parentOf(directory));
    const name = nameOf(directory);
    const next = new Set<string>();
    for (const [pattern, at] of before.places) {
      const segment = this.patterns[pattern]!.segments[at]!;
      if (segment !== DIRECTORIES && !segment.fits(name)) continue;
      const place = segment === DIRECTORIES ? at : at + 1;
      for (const each of this.placesFrom(pattern, place)) next.add(each);
    }
    const stage = this.stage(next);
    this.directories.set(directory, stage);
    return stage;
  }

  /** A place, and the places after it if `**` stands for no directory. */
  private placesFrom(pattern: number, at: number): string[] {
    const { segments } = this.patterns[pattern]!;
    if (at >= segments.length) return [];
    const place = `${pattern} ${at}`;
    return segments[at] === DIRECTORIES ? [place, ...this.placesFrom(pattern, at + 1)] : [place];
  }

  /** Shared, since most directories have the same state. */
  private stage(places: ReadonlySet<string>): Stage {
    const key = [...places].join();
    let stage = this.stages.get(key);
    if (!stage) this.stages.set(key, (stage = this.newStage([...places])));
    return stage;
  }

  private newStage(texts: readonly string[]): Stage {
    const places = texts.map((text) => text.split(' ').map(Number) as [number, number]);
    const last = places.flatMap(([pattern, at]) => {
      const { segments } = this.patterns[pattern]!;
      const segment = segments[at]!;
      return at === segments.length - 1 && segment !== DIRECTORIES ? [segment] : [];
    });
    const names = new Set(last.filter(({ isLiteral }) => isLiteral).map(({ text }) => text));
    return { places, names, wild: last.filter(({ isLiteral }) => !isLiteral) };
  }
}
