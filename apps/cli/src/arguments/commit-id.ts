import { InvalidArgumentError } from 'commander';

/** The id of a save; nothing else may get into the path of a call. */
export function commitId(text: string): string {
  if (/^[\w-]{1,255}$/.test(text)) return text;
  throw new InvalidArgumentError('Write the id of a save that `factory ls` shows.');
}
