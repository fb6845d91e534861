import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { StateFolder } from './state-folder.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'agent-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('StateFolder', () => {
  it('is private, and is reused on the next start', () => {
    const path = join(folder, 'deep', 'state');
    expect(StateFolder.prepare({ state_dir: path, port: 9002 }).path).toBe(path);
    expect(statSync(path).mode & 0o777).toBe(0o700);
    chmodSync(path, 0o750);
    expect(StateFolder.prepare({ state_dir: path, port: 9002 }).path).toBe(path);
  });

  it('that is unusable is refused by name', () => {
    const path = join(folder, 'file');
    writeFileSync(path, '');
    const message = `state_dir ${path} cannot be used: it cannot be written (EEXIST).`;
    expect(() => StateFolder.prepare({ state_dir: path, port: 9002 })).toThrow(message);
  });
});
