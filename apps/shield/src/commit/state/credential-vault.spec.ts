import { describe, expect, it } from '@jest/globals';
import { SecretBox } from './credential-vault.js';

describe('SecretBox', () => {
  const box = new SecretBox('a key of some length');

  it('decrypts its own secrets for the same owner', () => {
    expect(box.open(box.seal('pässword:1', 'tx-1'), 'tx-1')).toBe('pässword:1');
  });

  it('encrypts the same text differently each time', () => {
    expect(box.seal('x', 'tx-1')).not.toBe(box.seal('x', 'tx-1'));
  });

  it('does not show the text', () => {
    expect(Buffer.from(box.seal('pass', 'tx-1'), 'base64').includes('pass')).toBe(false);
  });

  it.each([
    ['another owner', (sealed: string) => box.open(sealed, 'tx-2')],
    ['another key', (sealed: string) => new SecretBox('another key of length').open(sealed, 'tx-1')],
    [
      'a changed byte',
      (sealed: string) =>
        box.open(`A${sealed.slice(1)}` === sealed ? `B${sealed.slice(1)}` : `A${sealed.slice(1)}`, 'tx-1'),
    ],
  ])('refuses %s', (_, open) => {
    expect(() => open(box.seal('secret', 'tx-1'))).toThrow();
  });
});
