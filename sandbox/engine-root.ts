import { execFileSync } from 'node:child_process';
import { root } from './folder.js';
import { isMountPoint } from './leftovers.js';
import { outputOf } from './output-of.js';

/** Environment variable with the root directory of another Debian, whose engines start instead of this machine's. */
export const ENGINE_ROOT_VARIABLE = 'IMAGE_FACTORY_ENGINE_ROOT';

/**
 * Changes the root of a mount namespace; $1 is the new root, $2 the folder that both roots share. Mounts below that folder
 * appear in both; all others are private. A chroot is not enough, since runc changes the root itself.
 */
const ENTER = `
newroot=$1 shared=$2
shift 2
mount --make-private /
mount --bind "$newroot" "$newroot"
for folder in proc sys dev; do
  mount --rbind "/$folder" "$newroot/$folder"
  mount --make-rprivate "$newroot/$folder"
done
mount -t tmpfs tmpfs "$newroot/run"
mkdir -p "$newroot$shared" "$newroot/.old"
mount --rbind "$shared" "$newroot$shared"
cd "$newroot"
pivot_root . .old
# Unmounting the old root must not unmount the shared folder.
mount --make-rprivate /.old
umount --lazy /.old
exec "$@"
`;

/** The command that starts an engine: in another root, if the environment names one. */
export function engineCommand(command: readonly [string, ...string[]]): readonly [string, ...string[]] {
  const folder = process.env[ENGINE_ROOT_VARIABLE];
  if (!folder) return command;
  const shared = root();
  share(shared);
  return ['unshare', '--mount', '--propagation', 'unchanged', 'sh', '-ec', ENTER, 'sh', folder, shared, ...command];
}

/** Output of a program that belongs to an engine. */
export function engineOutputOf(program: string, ...args: readonly string[]): string {
  const folder = process.env[ENGINE_ROOT_VARIABLE];
  return folder ? outputOf('chroot', folder, program, ...args) : outputOf(program, ...args);
}

/** Lets mounts below a folder appear in other mount namespaces, too. */
function share(folder: string): void {
  if (isMountPoint(folder)) return;
  execFileSync('mount', ['--bind', folder, folder]);
  execFileSync('mount', ['--make-shared', folder]);
}
