import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type Docker from 'dockerode';
import { FileTree } from './file-tree.js';
import { followed } from './progress.js';
import { splitTag } from './registry.js';

/** The image that every private engine has: busybox and a few files of a minimal system. */
export const BASE_IMAGE = 'sandbox/busybox:latest';

const BUSYBOX = '/bin/busybox';

/** Options that distinguish one base image from another. */
export interface BaseImageOptions {
  /** Its reference; default: `BASE_IMAGE`. */
  readonly reference?: string;
  /** Adds files. */
  readonly fill?: (tree: FileTree) => void;
}

/** Builds an image from Debian's static busybox, because the tests pull no images. */
export async function importBaseImage(api: Docker, options: BaseImageOptions = {}): Promise<void> {
  const { reference = BASE_IMAGE, fill } = options;
  using tree = smallSystem();
  fill?.(tree);
  const [repo, tag] = splitTag(reference);
  await followed(api, await api.importImage(tree.tar(), { repo, tag }));
}

/** The files of a minimal system. */
export function smallSystem(): FileTree {
  const tree = new FileTree().file('/bin/busybox', readFileSync(BUSYBOX), 0o755);
  const commands = execFileSync(BUSYBOX, ['--list'], { encoding: 'utf8' }).split('\n').filter(Boolean);
  for (const command of commands) if (command !== 'busybox') tree.link(`/bin/${command}`, 'busybox');
  return tree
    .file('/etc/passwd', 'root:x:0:0:root:/root:/bin/sh\nuser:x:1000:1000:user:/home/user:/bin/sh\n')
    .file('/etc/group', 'root:x:0:\nuser:x:1000:\n')
    .directory('/root', 0o700)
    .directory('/tmp', 0o1777);
}
