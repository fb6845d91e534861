import { describe, expect, it } from '@jest/globals';
import { Secrets } from './secrets.js';

describe('Secrets', () => {
  it('redacts a value everywhere, in each spelling', () => {
    const secrets = new Secrets();
    secrets.add('pä"ss word');
    const line = `a pä"ss word b ${JSON.stringify({ x: 'pä"ss word' })} ${encodeURIComponent('pä"ss word')}`;
    expect(secrets.redact(line)).toBe('a *** b {"x":"***"} ***');
  });

  it('redacts a value until its last user releases it', () => {
    const secrets = new Secrets();
    const forgetFirst = secrets.add('hunter22');
    const forgetSecond = secrets.add('hunter22');
    forgetFirst();
    forgetFirst();
    expect(secrets.redact('hunter22')).toBe('***');
    forgetSecond();
    expect(secrets.redact('hunter22')).toBe('hunter22');
  });

  it('ignores values that are too short to be secrets', () => {
    const secrets = new Secrets();
    secrets.add('a');
    secrets.add(undefined);
    expect(secrets.redact('a cat')).toBe('a cat');
  });

  it('accepts values that cannot be URL-encoded', () => {
    const secrets = new Secrets();
    secrets.add('half \ud800 of a pair');
    expect(secrets.redact('it is half \ud800 of a pair')).toBe('it is ***');
  });
});
