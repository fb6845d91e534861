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
