import { describe, expect, it } from '@jest/globals';
import { withoutStartVariables } from './start-variables.js';

describe('withoutStartVariables', () => {
  const config = { Hostname: '655a516bc6c9', User: '', Cmd: ['sleep'] };

  it('removes the host name, and the home of root', () => {
    const Env = ['A=b', 'HOME=/root', 'HOSTNAME=655a516bc6c9'];
    expect(withoutStartVariables({ ...config, Env })).toEqual({ ...config, Env: ['A=b'] });
  });

  it('keeps another host name, and the home of another user', () => {
    const Env = ['HOME=/root', 'HOSTNAME=chosen'];
    expect(withoutStartVariables({ ...config, User: 'user', Env }).Env).toEqual(Env);
    expect(withoutStartVariables({ ...config, Env: ['HOME=/data'] }).Env).toEqual(['HOME=/data']);
    expect(withoutStartVariables({ ...config, Env: null })).toEqual({ ...config, Env: null });
  });
});
