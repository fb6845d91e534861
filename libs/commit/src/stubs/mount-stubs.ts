import { lstatSync, readdirSync, readlinkSync, type Stats } from 'node:fs';
import type { ContainerFacts } from '@image-factory/runtime';
import { readOverlayMarks } from '../upper/overlay-marks.js';
import { isInEveryContainer, mountTargets } from './mount-targets.js';
import { findLinks, linkAt, type UpperLink } from './upper-links.js';

/** Podman creates this link together with the mount target. */
const PODMAN_FILE = 'run/.containerenv';
const PODMAN_LINK = 'etc/mtab';
const PODMAN_LINK_TEXT = '/proc/mounts';

/** Error codes of a missing path, a file instead of a directory, and a path that is no link. */
const NO_SUCH_FILE = ['ENOENT', 'ENOTDIR', 'EINVAL'];

/** Kinds of stubs: mount targets that are files or directories, and links to the files. */
export type StubKind = 'file' | 'directory' | 'link';

/** A path that exists in a container only because the runtime has mounted something there. */
export interface MountStub {
  /** Relative to the root; bytes, one character each. */
  readonly path: string;
  readonly kind: StubKind;
  /** Text of a link. */
  readonly text?: string;
}

/**
 * Paths that the runtime and its hooks create in a container's upper directory: empty files and directories as mount
 * targets, and symbolic links to such files, which `ldconfig` creates for mounted libraries. They are useless in an
 * image, and the empty libraries of a GPU driver break nodes with another driver.
 */
export class MountStubs {
  static readonly NONE = new MountStubs('', []);

  private constructor(
    private readonly upper: string,
    /** Children before their parents. */
    readonly all: readonly MountStub[],
  ) {}

  /**
   * Finds the stubs while the container runs. Paths of the base image, paths with content, and links to directories or
   * to files of every container are no stubs.
   *
   * @param upper the upper directory
   * @throws FactoryError `direct_failed`, `direct_unavailable`
   */
  static async find(
    upper: string,
    container: Pick<ContainerFacts, 'id' | 'pid' | 'mounts'>,
    signal: AbortSignal,
  ): Promise<MountStubs> {
    const created = await createdTargets(upper, await mountTargets(container), signal);
    const stubs = new Map<string, MountStub>();
    for (const path of created) {
      const kind = kindOfTarget(upper, path, stubs);
      if (kind) stubs.set(path, { path, kind });
    }
    for (const { path, text } of await linksTo(upper, stubs, signal)) stubs.set(path, { path, kind: 'link', text });
    return new MountStubs(upper, [...stubs.values()].sort(childrenFirst));
  }

  /** The paths that still are stubs, in byte order. Fast: the container is paused meanwhile. */
  current(): string[] {
    const left = new Map<string, MountStub>();
    for (const stub of this.all) {
      const { path, kind, text } = stub;
      const isStub =
        kind === 'link' ? readLink(this.upper, path) === text : kindOfTarget(this.upper, path, left) === kind;
      if (isStub) left.set(path, stub);
    }
    return [...left.keys()].sort(inByteOrder);
  }
}

/** The mount targets in the upper directory that are not paths of the base image; children before their parents. */
async function createdTargets(upper: string, targets: readonly string[], signal: AbortSignal): Promise<string[]> {
  const present = targets.filter((path) => {
    const status = statusOf(upper, path);
    return status?.isDirectory() || isEmptyFile(status);
  });
  if (present.length === 0) return [];
  const { opaque, copiedUp } = await readOverlayMarks(upper, present, signal);
  return present.filter((path) => !opaque.has(path) && !copiedUp.has(path)).sort((a, b) => b.length - a.length);
}

/** @returns undefined for a path with content other than stubs */
function kindOfTarget(upper: string, path: string, stubs: ReadonlyMap<string, unknown>): StubKind | undefined {
  const status = statusOf(upper, path);
  if (isEmptyFile(status)) return 'file';
  if (!status?.isDirectory()) return undefined;
  const names = unlessGone(() => readdirSync(bytesOf(upper, path), 'latin1'));
  return names?.every((name) => stubs.has(`${path}/${name}`)) ? 'directory' : undefined;
}

async function linksTo(upper: string, stubs: ReadonlyMap<string, MountStub>, signal: AbortSignal) {
  const found: UpperLink[] = [];
  if (stubs.has(PODMAN_FILE) && readLink(upper, PODMAN_LINK) === PODMAN_LINK_TEXT) {
    found.push(linkAt(PODMAN_LINK, PODMAN_LINK_TEXT));
  }
  const files = [...stubs.values()].filter(({ path, kind }) => kind === 'file' && !isInEveryContainer(path));
  if (files.length === 0) return found;
  const byTarget = new Map<string, UpperLink[]>();
  for (const link of await findLinks(upper, signal)) {
    byTarget.set(link.target, [...(byTarget.get(link.target) ?? []), link]);
  }
  // A link may lead to another link: libcuda.so to libcuda.so.1 to the library.
  for (const path of files.map((file) => file.path)) follow(path, byTarget, found);
  return found;
}

function follow(target: string, byTarget: Map<string, UpperLink[]>, found: UpperLink[]): void {
  const links = byTarget.get(target) ?? [];
  byTarget.delete(target);
  for (const link of links) {
    found.push(link);
    follow(link.path, byTarget, found);
  }
}

function statusOf(upper: string, path: string): Stats | undefined {
  return unlessGone(() => lstatSync(bytesOf(upper, path)));
}

function isEmptyFile(status: Stats | undefined): boolean {
  return status !== undefined && status.isFile() && status.size === 0;
}

function readLink(upper: string, path: string): string | undefined {
  return unlessGone(() => readlinkSync(bytesOf(upper, path), 'latin1'));
}

/** @returns undefined if there is no such path, or another type of file */
function unlessGone<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (NO_SUCH_FILE.includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}

function bytesOf(upper: string, path: string): Buffer {
  return Buffer.concat([Buffer.from(`${upper}/`), Buffer.from(path, 'latin1')]);
}

function childrenFirst(one: MountStub, other: MountStub): number {
  return other.path.length - one.path.length;
}

function inByteOrder(one: string, other: string): number {
  return one < other ? -1 : 1;
}
