import { describe, expect, it } from '@jest/globals';
import { IdMapping } from './id-mapping.js';
import type { TarEntry } from './tar-entry.js';

const entry = (uid: number, gid: number, xattrs: Record<string, string> = {}): TarEntry => ({
  ...{ name: 'srv/file', link: '', type: '0', mode: 0o644, size: 0, mtime: 0, major: 0, minor: 0 },
  ...{ uid, gid, xattrs: new Map(Object.entries(xattrs)) },
});

describe('IdMapping', () => {
  const mapping = IdMapping.parse('0 100000 1000\n1000 1000 1\n1001 101001 64535\n', '0 200000 65536')!;

  it.each([
    [100000, 200000, 0, 0],
    [100999, 265535, 999, 65535],
    [1000, 200005, 1000, 5],
    [101001, 200000, 1001, 0],
  ])('is %i:%i of the node as %i:%i in the container', (uid, gid, inUid, inGid) => {
    expect(mapping.inContainer(entry(uid, gid))).toMatchObject({ uid: inUid, gid: inGid });
  });

  it.each([
    [0, 200000, 'user 0'],
    [101000, 200000, 'user 101000'],
    [100000, 265536, 'group 265536'],
  ])('refuses %i:%i, which has no id in the container', (uid, gid, owner) => {
    const message = `The path /srv/file belongs to the ${owner} of the node, who has no id in the container.`;
    expect(() => mapping.inContainer(entry(uid, gid))).toThrow(
      expect.objectContaining({ code: 'direct_unavailable', message }),
    );
  });

  it('writes the capabilities of a file without the root of their namespace', () => {
    const version3 = '\x01\0\0\x03' + '\x20\0\0\0'.repeat(4) + '\xa0\x86\x01\0';
    const version2 = '\x01\0\0\x02' + '\x20\0\0\0'.repeat(4);
    const found = (value: string) =>
      mapping.inContainer(entry(100000, 200000, { 'security.capability': value, 'user.a': 'b' })).xattrs;
    expect(found(version3)).toEqual(
      new Map([
        ['security.capability', version2],
        ['user.a', 'b'],
      ]),
    );
    expect(found(version2).get('security.capability')).toBe(version2);
  });

  it.each([
    ['without a user namespace', '         0          0 4294967295\n', '         0          0 4294967295\n'],
    ['that cannot be read', '', ''],
  ])('is none %s', (_, uids, gids) => {
    expect(IdMapping.parse(uids, gids)).toBeUndefined();
  });
});
