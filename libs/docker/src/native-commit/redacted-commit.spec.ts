import { describe, expect, it } from '@jest/globals';
import type { DockerEngine } from '../engine/docker-engine.js';
import type { CommitOptions } from '../engine/engine-facts.js';
import { ImageReference } from '@image-factory/oci';
import { RedactedCommit } from './redacted-commit.js';
import { COMMITTED, CommitTag } from './commit-tag.js';

const reference = ImageReference.parse('r.example.com/a/b:c');
const mark = CommitTag.make('owner', reference, 't-1');
const options: CommitOptions = { name: COMMITTED, tag: mark.tag, author: 'alice', pause: true, redacted: ['TOKEN'] };

const { signal } = new AbortController();

/** @param raw id of the image that an earlier attempt has left */
function committing(raw?: string, failure?: Error) {
  const done: string[] = [];
  const images = {
    inspect: (name: string) => Promise.resolve(name === mark.raw && raw ? { id: raw } : undefined),
  };
  const containers = {
    commit: (container: string, { name, pause, redacted }: CommitOptions) => {
      done.push(`commit ${container} as ${name.split('/').at(-1)}, pause ${pause}, redact ${redacted.join()}`);
      if (failure && container === 'copy') return Promise.reject(failure);
      return Promise.resolve(`id-of-${container}`);
    },
    create: (name: string, image: string) => {
      done.push(`create of ${image}`);
      return Promise.resolve(name === mark.container ? 'copy' : 'wrong');
    },
    remove: (name: string) => Promise.resolve(void done.push(`remove ${name === mark.container ? 'by name' : name}`)),
  };
  const engine = { images, containers };
  return { commit: new RedactedCommit(engine as unknown as DockerEngine), done };
}

describe('RedactedCommit', () => {
  it('commits through a container without the values', async () => {
    const { commit, done } = committing();
    expect(await commit.run('c', options, mark, signal)).toBe('id-of-copy');
    expect(done).toEqual([
      'commit c as raw, pause true, redact TOKEN',
      'remove by name',
      'create of id-of-c',
      'commit copy as saving, pause false, redact ',
      'remove copy',
    ]);
  });

  it('does not repeat a commit that was done before the engine died', async () => {
    const { commit, done } = committing('id-before');
    await commit.run('c', options, mark, signal);
    expect(done.slice(0, 2)).toEqual(['remove by name', 'create of id-before']);
  });

  it('removes the container when it fails', async () => {
    const { commit, done } = committing(undefined, new Error('full'));
    await expect(commit.run('c', options, mark, signal)).rejects.toThrow('full');
    expect(done.at(-1)).toBe('remove copy');
  });
});
