import { type ContainerFacts, ContainerProcess, readMountInfo } from '@image-factory/runtime';

/** Mounted by the runtimes into every container, although they do not report it. */
const USUAL_TARGETS = ['dev', 'proc', 'sys', 'etc/hosts', 'etc/hostname', 'etc/resolv.conf', 'run/.containerenv'];

/** Files that every container has: links to them work in every other container, too. */
export function isInEveryContainer(path: string): boolean {
  return USUAL_TARGETS.includes(path);
}

/**
 * The mount points of a container: from the mount table of its first process, which includes the mounts of OCI hooks.
 * If there is no such process, or it is not visible, from the runtime's list.
 *
 * @returns relative to the root; bytes, one character each
 */
export async function mountTargets(container: Pick<ContainerFacts, 'id' | 'pid' | 'mounts'>): Promise<string[]> {
  const isVisible = await new ContainerProcess(container).isVisible();
  const table = isVisible ? await readMountInfo(container.pid) : undefined;
  const listed = container.mounts.map(({ destination }) => destination);
  const targets = table?.map(({ path }) => path) ?? [...listed, ...USUAL_TARGETS];
  return [...new Set(targets.map(relativeBytes))].filter((path) => path !== '');
}

function relativeBytes(path: string): string {
  return Buffer.from(path.replace(/^\/+|\/+$/g, '')).toString('latin1');
}
