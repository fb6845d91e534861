import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { writeFileAtomic } from './atomic-file.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atomic-file-'));
});

afterEach(() => rm(folder, { recursive: true }));

describe('writeFileAtomic', () => {
  it('creates the folder and a file that only its owner can read', async () => {
    const file = join(folder, 'new', 'state.json');
    await writeFileAtomic(file, '{}');
    expect(await readFile(file, 'utf8')).toBe('{}');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('keeps the previous content, and no draft, if writing fails', async () => {
    const file = join(folder, 'state.json');
    await writeFileAtomic(file, 'before');
    const content = {
      *[Symbol.iterator]() {
        yield Buffer.from('after');
        throw new Error('the source broke');
      },
    };
    await expect(writeFileAtomic(file, content)).rejects.toThrow('the source broke');
    expect(await readFile(file, 'utf8')).toBe('before');
    expect(await readdir(folder)).toEqual(['state.json']);
  });

  it('replaces the whole file under concurrent writers', async () => {
    const file = join(folder, 'state.json');
    const contents = Array.from({ length: 20 }, (_, index) => String(index).repeat(10_000));
    await Promise.all(contents.map((content) => writeFileAtomic(file, content)));
    expect(contents).toContain(await readFile(file, 'utf8'));
    expect(await readdir(folder)).toEqual(['state.json']);
  });
});
