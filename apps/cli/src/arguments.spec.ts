import { PassThrough } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { InvalidArgumentError } from 'commander';
import { containerPath, readLogin, repeated, states, wholeNumber } from './arguments.js';
import { UsageError } from './exit-code.js';

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
  it('accepts a number of at least 1', () => expect(wholeNumber('20')).toBe(20));

  it.each(['0', '-1', '1.5', 'many', '', '1e99'])('refuses "%s"', (text) => {
    expect(() => wholeNumber(text)).toThrow(InvalidArgumentError);
  });
});

describe('states', () => {
  it('appends those of each argument', () => {
    expect(states('failed, cancelled', states('queued'))).toEqual(['queued', 'failed', 'cancelled']);
  });

  it.each(['done', '', 'failed,', 'constructor'])('refuses "%s" and lists the valid ones', (text) => {
    expect(() => states(text)).toThrow(/queued, preparing, .* cancelled/);
  });
});

describe('repeated', () => {
  it('keeps the order', () => expect(repeated('/b', repeated('/a'))).toEqual(['/a', '/b']));
});

describe('readLogin', () => {
  function pipe(content: string, isTTY?: true) {
    return Object.assign(new PassThrough().end(content), { isTTY });
  }

  it('is empty without options, and reads nothing', async () => {
    const unread = pipe('secret\n');
    expect(await readLogin({}, unread)).toEqual({});
    expect(unread.readableLength).toBe('secret\n'.length);
  });

  it.each(['secret', 'secret\n', 'secret\r\n'])('accepts %j and strips the end of the line', async (content) => {
    const options = { user: 'alice', passwordStdin: true } as const;
    expect(await readLogin(options, pipe(content))).toEqual({ hub_user: 'alice', hub_pwd: 'secret' });
  });

  it.each([
    ['a user alone', { user: 'alice' }, pipe('secret'), /^--user requires --password-stdin/],
    ['a password alone', { passwordStdin: true }, pipe('secret'), /^--password-stdin requires --user/],
    ['an empty user', { user: '', passwordStdin: true }, pipe('secret'), /^--password-stdin requires --user/],
    ['an empty pipe', { user: 'alice', passwordStdin: true }, pipe('\n'), /standard input is empty/],
    ['a terminal', { user: 'alice', passwordStdin: true }, pipe('secret', true), /reads from a pipe/],
  ] as const)('refuses %s', async (_, options, source, sentence) => {
    const attempt = readLogin(options, source);
    await expect(attempt).rejects.toThrow(UsageError);
    await expect(attempt).rejects.toThrow(sentence);
  });
});
