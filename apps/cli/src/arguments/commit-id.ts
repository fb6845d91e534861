import { InvalidArgumentError } from 'commander';

/** A commit id; restricted, because it becomes part of a URL path. */
export function commitId(text: string): string {
  if (/^[\w-]{1,255}$/.test(text)) return text;
  throw new InvalidArgumentError('Write the id of a save that `factory ls` shows.');
}
