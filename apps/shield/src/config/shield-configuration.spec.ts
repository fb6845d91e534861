import { loadConfiguration } from '@image-factory/service';
import { describe, expect, it } from '@jest/globals';
import { ShieldConfiguration } from './shield-configuration.js';

const basePath = (BASE_PATH?: string) =>
  loadConfiguration(ShieldConfiguration, { environment: { BASE_PATH } }).base_path;

describe('base_path', () => {
  it.each([
    [undefined, ''],
    ['', ''],
    ['/', ''],
    ['/image-factory', '/image-factory'],
    ['/image-factory/', '/image-factory'],
    ['/a/v2/b.c_d~e', '/a/v2/b.c_d~e'],
    ['/v2x', '/v2x'],
  ])('accepts %s', (value, path) => {
    expect(basePath(value)).toBe(path);
  });

  it.each([
    'image-factory',
    '//',
    '/a//b',
    '/..',
    '/a/./b',
    '/a?b',
    '/a b',
    '/a%2Fb',
    '/v1',
    '/v2/x',
    '/docs',
    '/console/',
  ])('refuses %s', (value) => {
    expect(() => basePath(value)).toThrow(/^Configuration: base_path must be \/ or a path such as \/image-factory/);
  });
});
