import { describe, expect, it } from '@jest/globals';
import { newCommitOf } from './new-commit.js';

describe('newCommitOf', () => {
  it('trims the fields, except the password', () => {
    const form = new FormData();
    Object.entries({ image: ' r/a:1 ', author: ' ', hub_user: 'alice', hub_pwd: ' secret ' }).forEach(([name, value]) =>
      form.set(name, value),
    );
    expect(JSON.parse(JSON.stringify(newCommitOf(form, '127.0.0.2', 'notebook')))).toEqual({
      ip: '127.0.0.2',
      container: 'notebook',
      image: 'r/a:1',
      hub_user: 'alice',
      hub_pwd: ' secret ',
    });
  });

  it('excludes the selected and the entered paths, without duplicates', () => {
    const form = new FormData();
    form.append('redact_env', 'GITHUB_TOKEN');
    form.append('exclude', '/root/.ssh');
    form.append('exclude', '/root/.netrc');
    form.append('more_paths', ' /root/.ssh \r\n\n/data/*.ckpt');
    expect(newCommitOf(form, '127.0.0.2', 'notebook')).toMatchObject({
      exclude: ['/root/.ssh', '/root/.netrc', '/data/*.ckpt'],
      redact_env: ['GITHUB_TOKEN'],
    });
  });
});
