import { describe, expect, it } from '@jest/globals';
import { Exclusions } from './exclusions.js';

describe('Exclusions', () => {
  it('are empty by default', () => {
    const config = { Env: ['A=b'], Cmd: ['sh'] };
    expect([Exclusions.NONE.excludesPaths, Exclusions.NONE.excludedPaths().has('tmp')]).toEqual([false, false]);
    expect(Exclusions.NONE.redact(config)).toBe(config);
  });

  it('detect whether an earlier commit has excluded the same paths, in any order', () => {
    const { exclude } = Exclusions.parse({ exclude: ['/b', '/a', '/b'] });
    expect(Exclusions.parse({ exclude: ['/a', '/b'] }).excludesSame(exclude)).toBe(true);
    expect(Exclusions.parse({ exclude: ['/a'] }).excludesSame(exclude)).toBe(false);
    expect(Exclusions.parse({ exclude: ['/a', '/c'] }).excludesSame(exclude)).toBe(false);
    expect(Exclusions.NONE.excludesSame(exclude)).toBe(false);
    expect(Exclusions.NONE.excludesSame([])).toBe(true);
  });

  it('redact the given variables of the container, and no others', () => {
    const exclusions = Exclusions.parse({ redactEnv: ['TOKEN', 'EMPTY', 'NOBODY'] });
    const config = { Env: ['TOKEN=a=b\nc', 'TOKENS=kept', 'EMPTY=', 'PATH=/bin'], User: 'alice' };
    expect(exclusions.redactedIn(config)).toEqual(['TOKEN', 'EMPTY']);
    const redacted = { Env: ['TOKEN=', 'TOKENS=kept', 'EMPTY=', 'PATH=/bin'], User: 'alice' };
    expect(exclusions.redact(config)).toEqual(redacted);
    expect(exclusions.redact({ Env: null })).toEqual({ Env: null });
  });

  it('name the pattern that is wrong, and why', () => {
    expect(() => Exclusions.parse({ exclude: ['/fine', 'data/x'] })).toThrow(
      'exclude[1] "data/x" is not absolute: write it from the root of the container, with "/" in front.',
    );
  });

  it.each(['', '1A', 'A B', 'TOKEN=hunter2', 'A\nRUN x', 'Ä', '$A'])(
    'refuse the variable %j, and do not quote it',
    (name) => {
      let message = '';
      try {
        Exclusions.parse({ redactEnv: ['FINE', name] });
      } catch (error) {
        ({ message } = error as Error);
      }
      expect(message).toMatch(/^redact_env\[1\] is not the name of an environment variable/);
      expect(message).not.toContain('hunter2');
    },
  );
});
