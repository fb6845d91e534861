import { readdir, readFile } from 'node:fs/promises';

const WRITABLE_SHARED = /^\S+ .w.s \S+ \S+ \d+ +\/(.*)$/;

/**
 * Files that processes of a container have mapped into memory to write them there: the times of such a file need
 * not change when it does, until its pages have been written to disk once.
 *
 * @param pid of the container's first process, 0 if it does not run
 * @returns paths from the container's root, bytes, one character each; undefined if its processes cannot be seen
 */
export async function sharedMappings(containerId: string, pid: number): Promise<Set<string> | undefined> {
  const found = new Set<string>();
  if (pid === 0) return found;
  let visible = false;
  for (const process of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const groups = await read(`/proc/${process}/cgroup`);
    if (!groups?.includes(containerId)) continue;
    visible ||= process === `${pid}`;
    const maps = await read(`/proc/${process}/maps`);
    // A process that has gone in between writes no more.
    if (maps === undefined && (await read(`/proc/${process}/cgroup`)) !== undefined) return undefined;
    for (const line of maps?.split('\n') ?? []) {
      const path = WRITABLE_SHARED.exec(line)?.[1];
      if (path !== undefined) found.add(path.replaceAll('\\012', '\n'));
    }
  }
  return visible ? found : undefined;
}

function read(file: string): Promise<string | undefined> {
  return readFile(file, 'latin1').catch(() => undefined);
}
