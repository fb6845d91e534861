const WILD = /[*?]/;
/** Characters outside the Basic Multilingual Plane are two code units, but `?` matches one character. */
const SURROGATE = /[\ud800-\udfff]/;

/**
 * Pattern of a name: `*` matches any characters, `?` any single one, every other character itself.
 *
 * Libraries compile such patterns to regular expressions, and a crafted name can make these backtrack almost forever.
 * This match is bounded by the product of both lengths: the container is paused meanwhile.
 */
export class NamePattern {
  /** Whether the pattern matches exactly one name. */
  readonly isLiteral: boolean;
  private readonly start: string;
  private readonly end: string;

  constructor(readonly text: string) {
    this.isLiteral = !WILD.test(text);
    [this.start = ''] = text.split(WILD, 1);
    this.end = this.isLiteral ? text : text.slice(Math.max(text.lastIndexOf('*'), text.lastIndexOf('?')) + 1);
  }

  fits(name: string): boolean {
    if (this.isLiteral) return name === this.text;
    // Fast path: most names fail here.
    if (!name.startsWith(this.start) || !name.endsWith(this.end)) return false;
    return SURROGATE.test(name) ? fits([...this.text], [...name]) : fits(this.text, name);
  }
}

/** Backtracks only to the last `*`, which bounds the duration. */
function fits(pattern: ArrayLike<string>, name: ArrayLike<string>): boolean {
  let [at, place, any, until] = [0, 0, -1, 0];
  while (place < name.length) {
    if (pattern[at] === '*') {
      any = at++;
      until = place;
    } else if (at < pattern.length && (pattern[at] === '?' || pattern[at] === name[place])) {
      at++;
      place++;
    } else if (any >= 0) {
      at = any + 1;
      place = ++until;
    } else return false;
  }
  while (pattern[at] === '*') at++;
  return at === pattern.length;
}

/** Matches any number of directories. */
export const DIRECTORIES = '**';

/** Pattern of container paths: names with `*` and `?`, and `**` for any number of directories. */
export class PathPattern {
  private constructor(readonly segments: readonly (NamePattern | typeof DIRECTORIES)[]) {}

  /** @throws Error with a message to append to the pattern: `is not absolute` */
  static parse(text: string): PathPattern {
    const refuse = (reason: string): never => {
      throw new Error(reason);
    };
    if (text === '') refuse('is empty');
    if (!text.startsWith('/')) refuse('is not absolute: write it from the root of the container, with "/" in front');
    if (text.includes('\0')) refuse('has a character NUL in it');
    const names = text.slice(1).replace(/\/$/, '').split('/');
    if (!/[^/*?]/.test(text)) refuse('would exclude everything: name a path in it');
    if (names.includes('')) refuse('has an empty name in it: write single slashes');
    if (names.includes('.') || names.includes('..')) refuse('has a "." or ".." in it: write the path without them');
    if (names.some((name) => name.includes('**') && name !== '**')) refuse('has a "**" that is not a whole name');
    // A trailing `**` matches the content of a directory, not the directory itself.
    const whole = names.at(-1) === DIRECTORIES ? [...names, '*'] : names;
    return new PathPattern(whole.map((name) => (name === DIRECTORIES ? DIRECTORIES : new NamePattern(name))));
  }
}
