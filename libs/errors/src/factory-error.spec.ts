import { describe, expect, it } from '@jest/globals';
import { entryOf, ERROR_CATALOGUE, FactoryError } from './index.js';

const { hint } = ERROR_CATALOGUE.disk_full;

describe('FactoryError', () => {
  it('has the hint of its code, and repeats it in its explanation', () => {
    const error = new FactoryError('disk_full', 'The disk is full.');
    expect([error.hint, error.ownHint]).toEqual([hint, undefined]);
    expect(error.explanation).toBe(`The disk is full. ${hint}`);
  });

  it('has a hint of its own only if it differs from the hint of its code', () => {
    const own = new FactoryError('disk_full', 'The disk is full.', { hint: 'Buy a disk.' });
    expect([own.hint, own.ownHint, own.explanation]).toEqual([
      'Buy a disk.',
      'Buy a disk.',
      'The disk is full. Buy a disk.',
    ]);
    expect(new FactoryError('disk_full', 'The disk is full.', { hint }).ownHint).toBeUndefined();
  });

  it('is explained by its sentence if its code has no hint', () => {
    expect(new FactoryError('cancelled', 'The commit was cancelled.').explanation).toBe('The commit was cancelled.');
  });
});

describe('entryOf', () => {
  it('finds the entries of codes only', () => {
    expect(entryOf('disk_full')).toBe(ERROR_CATALOGUE.disk_full);
    expect(['of a newer peer', 'toString', undefined].map(entryOf)).toEqual([undefined, undefined, undefined]);
  });
});
