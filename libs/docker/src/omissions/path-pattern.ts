/** A name in a pattern, or what stands for any number of directories. */
type Segment = { readonly kind: 'directories' } | { readonly kind: 'name' | 'wild'; readonly text: string };

const WILD = /[*?]/;
/** Characters outside the first plane of Unicode are two units of a string, but one for people. */
const SURROGATE = /[\ud800-\udfff]/;

/**
 * Paths of a container: `*` stands for any characters of a name, `?` for any one, `**` for any number of directories;
 * everything else for itself.
 *
 * Libraries make a regular expression of such a pattern, and that can take for ever on a name which was chosen for it.
 * This one takes no longer than the lengths of both multiplied: a container is frozen meanwhile.
 */
export class PathPattern {
  private constructor(private readonly segments: readonly Segment[]) {}

  /** @throws Error with what is wrong, to be told after the pattern: `is not absolute` */
  static parse(text: string): PathPattern {
    const refuse = (reason: string): never => {
      throw new Error(reason);
    };
    if (text === '') refuse('is empty');
    if (!text.startsWith('/')) refuse('is not absolute: write it from the root of the container, with "/" in front');
    if (text.includes('\0')) refuse('has a character NUL in it');
    const names = text.slice(1).replace(/\/$/, '').split('/');
    if (!/[^/*?]/.test(text)) refuse('would leave out everything: name something in it');
    if (names.includes('')) refuse('has an empty name in it: write single slashes');
    if (names.includes('.') || names.includes('..')) refuse('has a "." or ".." in it: write the path without them');
    if (names.some((name) => name.includes('**') && name !== '**')) refuse('has a "**" that is not a name by itself');
    // What ends with it means what is in the directory, not the directory itself.
    return new PathPattern([...names, ...(names.at(-1) === '**' ? ['*'] : [])].map(segment));
  }

  /** Whether it means the path with these names; what is below such a path is not looked at. */
  matches(names: readonly string[]): boolean {
    const { segments } = this;
    return fits(
      { length: segments.length, isAny: (at) => segments[at]!.kind === 'directories' },
      names.length,
      (at, place) => fitsName(segments[at]!, names[place]!),
    );
  }
}

function segment(name: string): Segment {
  if (name === '**') return { kind: 'directories' };
  return { kind: WILD.test(name) ? 'wild' : 'name', text: name };
}

function fitsName(segment: Segment, name: string): boolean {
  if (segment.kind === 'directories') return false;
  if (segment.kind === 'name') return segment.text === name;
  const [pattern, characters] = [unitsOf(segment.text), unitsOf(name)];
  return fits(
    { length: pattern.length, isAny: (at) => pattern[at] === '*' },
    characters.length,
    (at, place) => pattern[at] === '?' || pattern[at] === characters[place],
  );
}

function unitsOf(text: string): ArrayLike<string> {
  return SURROGATE.test(text) ? [...text] : text;
}

/** Whether a pattern fits a text as a whole. Of what stands for anything only the last one met is ever tried longer. */
function fits(
  pattern: { readonly length: number; readonly isAny: (at: number) => boolean },
  length: number,
  fitsOne: (at: number, place: number) => boolean,
): boolean {
  let [at, place, any, until] = [0, 0, -1, 0];
  while (place < length) {
    if (at < pattern.length && pattern.isAny(at)) {
      [any, until] = [at, place];
      at++;
    } else if (at < pattern.length && fitsOne(at, place)) {
      at++;
      place++;
    } else if (any >= 0) {
      at = any + 1;
      place = ++until;
    } else return false;
  }
  while (at < pattern.length && pattern.isAny(at)) at++;
  return at === pattern.length;
}
