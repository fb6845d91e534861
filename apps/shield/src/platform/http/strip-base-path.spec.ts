import { describe, expect, it } from '@jest/globals';
import { withoutPrefix } from './strip-base-path.js';

describe('withoutPrefix', () => {
  it.each([
    ['/image-factory', '/'],
    ['/image-factory/', '/'],
    ['/image-factory?x=/image-factory', '/?x=/image-factory'],
    ['/image-factory/v1/commit/query?transaction_id=a', '/v1/commit/query?transaction_id=a'],
    ['/image-factory/image-factory/v2', '/image-factory/v2'],
    ['/image-factory//v2', '//v2'],
    ['/image-factory-2/v2', '/image-factory-2/v2'],
    ['/v2/commits', '/v2/commits'],
    ['/', '/'],
  ])('turns %s into %s', (url, rest) => {
    expect(withoutPrefix(url, '/image-factory')).toBe(rest);
  });
});
