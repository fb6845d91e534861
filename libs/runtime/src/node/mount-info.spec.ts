import { describe, expect, it } from '@jest/globals';
import { parseMountInfo } from './mount-info.js';
import { upperOf } from './container-process.js';

const line = (path: string, rest: string): string => `1024 900 0:61 / ${path} rw,relatime ${rest}`;

describe('a mount table', () => {
  it('has a line for each mount, with optional fields or without', () => {
    const text = [
      line('/', 'shared:3 master:1 - overlay overlay rw,lowerdir=/a:/b,upperdir=/data/1/fs,workdir=/data/1/work'),
      line('/proc', '- proc proc rw'),
      '1 2 8:1 /sub/folder /etc/hosts rw - ext4 /dev/vda rw',
      '',
    ].join('\n');
    const [root, proc, bind, ...others] = parseMountInfo(text);
    expect(root).toMatchObject({ root: '/', path: '/', type: 'overlay' });
    expect(upperOf(root!)).toBe('/data/1/fs');
    expect(proc).toEqual({ root: '/', path: '/proc', type: 'proc', options: ['rw'] });
    expect(bind).toMatchObject({ root: '/sub/folder', path: '/etc/hosts', type: 'ext4' });
    expect(others).toEqual([]);
  });

  it('names paths with blanks, backslashes and commas', () => {
    const [root] = parseMountInfo(line('/a\\040b', String.raw`- overlay none rw,upperdir=/x\040y\134z\054w/fs`));
    expect(root?.path).toBe('/a b');
    expect(upperOf(root!)).toBe('/x y\\z,w/fs');
  });

  it('may name an upper directory relative to a folder, or none', () => {
    expect(upperOf(parseMountInfo(line('/', '- overlay none rw,upperdir=1a/diff'))[0]!)).toBe('1a/diff');
    expect(upperOf(parseMountInfo(line('/', '- overlay none ro,lowerdir=/a:/b'))[0]!)).toBeUndefined();
  });
});
