import { once } from 'node:events';
import { Program } from '@image-factory/oci';

/** Target size of a batch of names, in characters. */
const BATCH = 64 * 1024;

/**
 * Extended attributes that images keep, and those of overlayfs. The runtime keeps capabilities only; attributes of the
 * user belong to the user's files, too.
 */
const ATTRIBUTES = ['user.*', 'security.capability', 'trusted.overlay.*'];

const OPTIONS = [
  '--create',
  '--format=pax',
  '--numeric-owner',
  '--no-recursion',
  '--blocking-factor=128',
  '--xattrs',
  ...ATTRIBUTES.map((pattern) => `--xattrs-include=${pattern}`),
  '--null',
  '--no-unquote',
  '--verbatim-files-from',
  '--files-from=-',
];

/** Files to read from an upper directory. */
export interface UpperPaths {
  /** The upper directory. */
  readonly directory: string;
  /** Relative to the directory, parents before their children, in batches; bytes, one character each. */
  readonly paths: AsyncIterable<Iterable<string>> | Iterable<Iterable<string>>;
  /** Whether some of the files were last changed before 1970 or after 2242. */
  readonly oddTimes: boolean;
}

/**
 * Starts GNU tar on paths of an upper directory. Any exit code except 0 is a failure: 1 means that a file changed while
 * it was read.
 *
 * A fractional time costs a second header for each file, only to be truncated later: so it is requested only if plain
 * headers cannot hold the whole seconds.
 */
export function tarUpper({ directory, paths, oddTimes }: UpperPaths, signal: AbortSignal): Program {
  const deleted = ['atime', 'ctime', ...(oddTimes ? [] : ['mtime'])].map((time) => `delete=${time}`);
  const tar = Program.start(
    'tar',
    [`--directory=${directory}`, `--pax-option=${deleted.join(',')}`, ...OPTIONS],
    signal,
  );
  // Without all paths the archive would be incomplete but look valid.
  feed(tar, paths).catch(() => tar.stop());
  return tar;
}

async function feed({ input }: Program, paths: UpperPaths['paths']): Promise<void> {
  const closed = once(input, 'close').catch(() => undefined);
  let batch: string[] = [];
  let length = 0;
  const send = async (): Promise<void> => {
    const flows = input.write(Buffer.from(batch.join(''), 'latin1'));
    batch = [];
    length = 0;
    if (!flows) await Promise.race([once(input, 'drain').catch(() => undefined), closed]);
  };
  for await (const portion of paths) {
    for (const path of portion) {
      if (input.destroyed) return;
      batch.push(path, '\0');
      length += path.length + 1;
      if (length > BATCH) await send();
    }
  }
  if (length > 0) await send();
  input.end();
}
