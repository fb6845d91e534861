import { describe, expect, it } from '@jest/globals';
import { Secrets } from './secrets.js';

describe('Secrets', () => {
  it('takes a value out wherever it stands, in each spelling', () => {
    const secrets = new Secrets();
    secrets.add('pä"ss word');
    const line = `a pä"ss word b ${JSON.stringify({ x: 'pä"ss word' })} ${encodeURIComponent('pä"ss word')}`;
    expect(secrets.redact(line)).toBe('a [redacted] b {"x":"[redacted]"} [redacted]');
  });

  it('forgets a value when its last user has', () => {
    const secrets = new Secrets();
    const forgetFirst = secrets.add('hunter22');
    const forgetSecond = secrets.add('hunter22');
    forgetFirst();
    forgetFirst();
    expect(secrets.redact('hunter22')).toBe('[redacted]');
    forgetSecond();
    expect(secrets.redact('hunter22')).toBe('hunter22');
  });

  it('leaves words alone that are too short to be a secret', () => {
    const secrets = new Secrets();
    secrets.add('a');
    secrets.add(undefined);
    expect(secrets.redact('a cat')).toBe('a cat');
  });

  it('takes values that no URL can hold', () => {
    const secrets = new Secrets();
    secrets.add('half \ud800 of a pair');
    expect(secrets.redact('it is half \ud800 of a pair')).toBe('it is [redacted]');
  });
});
