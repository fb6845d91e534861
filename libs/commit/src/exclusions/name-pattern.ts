const WILD = /[*?]/;
/** Characters outside the first plane of Unicode are two units of a string, but one for people. */
const SURROGATE = /[\ud800-\udfff]/;

/**
 * A name in a pattern: `*` stands for any characters, `?` for any one, everything else for itself.
 *
 * Libraries make a regular expression of such a pattern, and that can take for ever on a name which was chosen for it.
 * This one takes no longer than the lengths of both multiplied: a container is frozen meanwhile.
 */
export class NamePattern {
  /** Whether it means one name only. */
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
    // Most names end here.
    if (!name.startsWith(this.start) || !name.endsWith(this.end)) return false;
    return SURROGATE.test(name) ? fits([...this.text], [...name]) : fits(this.text, name);
  }
}

/** Of the characters that a `*` stands for, only the last one met is ever given more. */
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
