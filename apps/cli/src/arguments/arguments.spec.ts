import { PassThrough } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { InvalidArgumentError } from 'commander';
import { UsageError } from '../usage-error.js';
import { containerPath } from './container-path.js';
import { login } from './login.js';
import { repeated } from './repeated.js';
import { states } from './states.js';
import { wholeNumber } from './whole-number.js';

describe('containerPath', () => {
  it.each([
    ['127.0.0.2/notebook', { ip: '127.0.0.2', container: 'notebook' }],
    ['127.0.0.2/docker://4f53cda1', { ip: '127.0.0.2', container: 'docker://4f53cda1' }],
  ])('%s', (text, path) => expect(containerPath(text)).toEqual(path));

  it.each(['notebook', '127.0.0.2', '127.0.0.2/', '/notebook', 'node/notebook', '127.0.0.300/notebook', ''])(
    'refuses "%s"',
    (text) => expect(() => containerPath(text)).toThrow(InvalidArgumentError),
  );
});

describe('wholeNumber', () => {
  it('takes one from 1', () => expect(wholeNumber('20')).toBe(20));

  it.each(['0', '-1', '1.5', 'many', '', '1e99'])('refuses "%s"', (text) => {
    expect(() => wholeNumber(text)).toThrow(InvalidArgumentError);
  });
});

describe('states', () => {
  it('adds those of each argument', () => {
    expect(states('failed, cancelled', states('queued'))).toEqual(['queued', 'failed', 'cancelled']);
  });

  it.each(['done', '', 'failed,', 'constructor'])('refuses "%s" and names those that there are', (text) => {
    expect(() => states(text)).toThrow(/queued, preparing, .* cancelled/);
  });
});

describe('repeated', () => {
  it('keeps the order', () => expect(repeated('/b', repeated('/a'))).toEqual(['/a', '/b']));
});

describe('login', () => {
  function pipe(content: string, isTTY?: true) {
    return Object.assign(new PassThrough().end(content), { isTTY });
  }

  it('is nobody without options, and reads nothing', async () => {
    const unread = pipe('secret\n');
    expect(await login({}, unread)).toEqual({});
    expect(unread.readableLength).toBe('secret\n'.length);
  });

  it.each(['secret', 'secret\n', 'secret\r\n'])('takes %j as it is but for the end of the line', async (content) => {
    const options = { user: 'alice', passwordStdin: true } as const;
    expect(await login(options, pipe(content))).toEqual({ hub_user: 'alice', hub_pwd: 'secret' });
  });

  it.each([
    ['a user alone', { user: 'alice' }, pipe('secret'), /^--user needs --password-stdin/],
    ['a password alone', { passwordStdin: true }, pipe('secret'), /^--password-stdin needs --user/],
    ['an empty user', { user: '', passwordStdin: true }, pipe('secret'), /^--password-stdin needs --user/],
    ['an empty pipe', { user: 'alice', passwordStdin: true }, pipe('\n'), /nothing was piped in/],
    ['a terminal', { user: 'alice', passwordStdin: true }, pipe('secret', true), /reads from a pipe/],
  ] as const)('refuses %s', async (_, options, source, sentence) => {
    const attempt = login(options, source);
    await expect(attempt).rejects.toThrow(UsageError);
    await expect(attempt).rejects.toThrow(sentence);
  });
});
