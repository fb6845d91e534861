import { readFile } from 'node:fs/promises';

/** One line of a `mountinfo`. */
export interface MountLine {
  /** Root of the mount in its file system. */
  readonly root: string;
  /** Where it is mounted. */
  readonly path: string;
  readonly type: string;
  /** Options of the file system. */
  readonly options: readonly string[];
}

/**
 * Reads a mount table.
 *
 * @param pid of the process whose mount table it is
 * @returns undefined if the process is gone, or not visible to this one
 */
export async function readMountInfo(pid: number | 'self'): Promise<MountLine[] | undefined> {
  const text = await readFile(`/proc/${pid}/mountinfo`, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : parseMountInfo(text);
}

/** @param text content of a `mountinfo` */
export function parseMountInfo(text: string): MountLine[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map(mountLine);
}

function mountLine(line: string): MountLine {
  const [mount = '', system = ''] = line.split(' - ');
  const [, , , root = '', path = ''] = mount.split(' ');
  const [type = '', , options = ''] = system.split(' ');
  return { root: unescaped(root), path: unescaped(path), type, options: options.split(',').map(unescaped) };
}

/** The kernel writes a blank as `\040`. */
function unescaped(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8)));
}
