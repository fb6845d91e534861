import { describe, expect, it } from '@jest/globals';
import { overlayDirectories } from './overlay-mount.js';

const overlay = (...options: string[]) => [{ type: 'overlay', source: 'overlay', options }];
const bind = [{ type: 'bind', source: '/s/1/fs', options: ['rbind', 'rw'] }];

describe('overlayDirectories', () => {
  it('reads the directories in any order of the options', () => {
    const mounts = overlay('index=off', 'workdir=/s/3/work', 'upperdir=/s/3/fs', 'lowerdir=/s/2/fs:/s/1/fs');
    expect(overlayDirectories('overlayfs', 'sha256:1', mounts)).toEqual({
      upper: '/s/3/fs',
      lowers: ['/s/2/fs', '/s/1/fs'],
    });
  });

  it('accepts the bind mount of an image without layers', () => {
    expect(overlayDirectories('overlayfs', '', bind)).toEqual({ upper: '/s/1/fs', lowers: [] });
  });

  it.each([
    ['native', '', bind, 'The snapshotter native mounts files as bind, not as overlay.'],
    ['overlayfs', 'sha256:1', bind, 'The snapshotter overlayfs mounts files as bind, not as overlay.'],
    ['btrfs', 'sha256:1', [], 'The snapshotter btrfs uses 0 mounts for a container.'],
    [
      'fuse-overlayfs',
      'sha256:1',
      [{ type: 'fuse3.fuse-overlayfs', source: 'overlay', options: ['upperdir=/s/1/fs'] }],
      'The snapshotter fuse-overlayfs mounts files as fuse3.fuse-overlayfs, not as overlay.',
    ],
    [
      'overlayfs',
      'sha256:1',
      overlay('lowerdir=/s/1/fs'),
      'The snapshotter overlayfs mounts the container without an upper directory.',
    ],
    [
      'overlayfs',
      'sha256:1',
      overlay('upperdir=/s/1/fs', 'uidmap=0:100000:65536'),
      'The snapshotter overlayfs maps the ids of users in this container.',
    ],
  ])('rejects mounts other than a plain overlay: %s, %s', (snapshotter, parent, mounts, message) => {
    expect(() => overlayDirectories(snapshotter, parent, mounts)).toThrow(
      expect.objectContaining({ code: 'direct_unavailable', message }),
    );
  });
});
