import { NamePattern } from './name-pattern.js';

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
    if (!/[^/*?]/.test(text)) refuse('would leave out everything: name something in it');
    if (names.includes('')) refuse('has an empty name in it: write single slashes');
    if (names.includes('.') || names.includes('..')) refuse('has a "." or ".." in it: write the path without them');
    if (names.some((name) => name.includes('**') && name !== '**')) refuse('has a "**" that is not a name by itself');
    // A trailing `**` matches the content of a directory, not the directory itself.
    const whole = names.at(-1) === DIRECTORIES ? [...names, '*'] : names;
    return new PathPattern(whole.map((name) => (name === DIRECTORIES ? DIRECTORIES : new NamePattern(name))));
  }
}
