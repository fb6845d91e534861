import { describe, expect, it } from '@jest/globals';
import { Omissions } from './omissions.js';

describe('Omissions', () => {
  it('are nothing when nothing is ordered', () => {
    const config = { Env: ['A=b'], Cmd: ['sh'] };
    expect([Omissions.NONE.excludesPaths, Omissions.NONE.excludedPaths().has('tmp')]).toEqual([false, false]);
    expect(Omissions.NONE.blank(config)).toBe(config);
  });

  it('know whether an earlier save has left out the same, in whatever order', () => {
    const { exclude } = Omissions.parse({ exclude: ['/b', '/a', '/b'] });
    expect(Omissions.parse({ exclude: ['/a', '/b'] }).excludesSame(exclude)).toBe(true);
    expect(Omissions.parse({ exclude: ['/a'] }).excludesSame(exclude)).toBe(false);
    expect(Omissions.parse({ exclude: ['/a', '/c'] }).excludesSame(exclude)).toBe(false);
    expect(Omissions.NONE.excludesSame(exclude)).toBe(false);
    expect(Omissions.NONE.excludesSame([])).toBe(true);
  });

  it('blank the values of variables that the container has, whatever is in them, and no others', () => {
    const omissions = Omissions.parse({ blank_env: ['TOKEN', 'EMPTY', 'NOBODY'] });
    const config = { Env: ['TOKEN=a=b\nc', 'TOKENS=kept', 'EMPTY=', 'PATH=/bin'], User: 'alice' };
    expect(omissions.blankedIn(config)).toEqual(['TOKEN', 'EMPTY']);
    const blanked = { Env: ['TOKEN=', 'TOKENS=kept', 'EMPTY=', 'PATH=/bin'], User: 'alice' };
    expect(omissions.blank(config)).toEqual(blanked);
    expect(omissions.blank({ Env: null })).toEqual({ Env: null });
  });

  it('name the pattern that is wrong, and why', () => {
    expect(() => Omissions.parse({ exclude: ['/fine', 'data/x'] })).toThrow(
      'exclude[1] "data/x" is not absolute: write it from the root of the container, with "/" in front.',
    );
  });

  it.each(['', '1A', 'A B', 'TOKEN=hunter2', 'A\nRUN x', 'Ä', '$A'])(
    'refuse the variable %j, and do not quote it',
    (name) => {
      let message = '';
      try {
        Omissions.parse({ blank_env: ['FINE', name] });
      } catch (error) {
        ({ message } = error as Error);
      }
      expect(message).toMatch(/^blank_env\[1\] is not the name of an environment variable/);
      expect(message).not.toContain('hunter2');
    },
  );
});
