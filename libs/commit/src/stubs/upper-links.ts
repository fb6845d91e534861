import { posix } from 'node:path';
import { Program } from '@image-factory/oci';

/** A symbolic link in an upper directory. Paths are relative to the root; bytes, one character each. */
export interface UpperLink {
  readonly path: string;
  /** The target as it is written in the link. */
  readonly text: string;
  /** The target; links in its directories are not resolved. */
  readonly target: string;
}

/**
 * Lists the symbolic links of an upper directory while its container runs, in no order.
 *
 * @throws FactoryError `direct_failed`
 */
export async function findLinks(directory: string, signal: AbortSignal): Promise<UpperLink[]> {
  const find = Program.start(
    'find',
    [directory, '-ignore_readdir_race', '-mindepth', '1', '-type', 'l', '-printf', '%P\\0%l\\0'],
    signal,
  );
  try {
    const pieces: Buffer[] = [];
    for await (const piece of find.output as AsyncIterable<Buffer>) pieces.push(piece);
    await find.success();
    const texts = Buffer.concat(pieces).toString('latin1').split('\0');
    const links: UpperLink[] = [];
    for (let at = 0; at + 1 < texts.length; at += 2) links.push(linkAt(texts[at]!, texts[at + 1]!));
    return links;
  } finally {
    find.stop();
  }
}

/** The link at a path. */
export function linkAt(path: string, text: string): UpperLink {
  const target = posix.resolve('/', posix.dirname(path), text).slice(1);
  return { path, text, target };
}
