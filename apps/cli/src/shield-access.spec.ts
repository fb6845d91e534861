import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { UsageError } from './exit-code.js';
import { shieldAccess } from './shield-access.js';

describe('shieldAccess', () => {
  const folder = mkdtempSync(join(tmpdir(), 'shield-access-'));

  afterAll(() => rmSync(folder, { recursive: true }));

  function file(content: string): string {
    const path = join(folder, 'token');
    writeFileSync(path, content);
    return path;
  }

  it('uses the option, then the environment, then the default', () => {
    const environment = { FACTORY_SHIELD: 'http://127.0.0.2:9001/' };
    expect(shieldAccess({ shield: 'https://shield.example.com/' }, environment).address).toBe(
      'https://shield.example.com',
    );
    expect(shieldAccess({ shield: 'https://example.com/image-factory/' }, environment).address).toBe(
      'https://example.com/image-factory',
    );
    expect(shieldAccess({}, environment).address).toBe('http://127.0.0.2:9001');
    expect(shieldAccess({}, { FACTORY_SHIELD: '' })).toEqual({ address: 'http://127.0.0.1:9001' });
  });

  it('reads the token from the file, then from the environment', () => {
    const environment = { FACTORY_TOKEN: 'of-environment' };
    expect(shieldAccess({ tokenFile: file('of-file\n') }, environment).token).toBe('of-file');
    expect(shieldAccess({}, environment).token).toBe('of-environment');
    expect(shieldAccess({}, { FACTORY_TOKEN: '' }).token).toBeUndefined();
  });

  it.each(['shield', 'ftp://127.0.0.1', '127.0.0.1:9001', 'http://127.0.0.1:9001/?x=1'])('refuses "%s"', (shield) => {
    expect(() => shieldAccess({ shield }, {})).toThrow(new RegExp(`^--shield: .*${DEFAULT}`));
  });

  it('names the invalid variable', () => {
    expect(() => shieldAccess({}, { FACTORY_SHIELD: 'shield' })).toThrow(/^FACTORY_SHIELD: /);
  });

  it('refuses a password in the address without repeating it', () => {
    const attempt = () => shieldAccess({ shield: 'http://alice:very-secret@127.0.0.1:9001' }, {});
    expect(attempt).toThrow(UsageError);
    expect(attempt).not.toThrow(/very-secret/);
  });

  it.each([
    ['', /empty/],
    ['two words', /one word/],
  ])('refuses a token file with "%s"', (content, sentence) => {
    expect(() => shieldAccess({ tokenFile: file(content) }, {})).toThrow(sentence);
  });

  it('refuses a missing token file', () => {
    expect(() => shieldAccess({ tokenFile: join(folder, 'none') }, {})).toThrow(/none cannot be read \(ENOENT\)/);
  });
});

const DEFAULT = 'http://127\\.0\\.0\\.1:9001';
