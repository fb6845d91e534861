import { describe, expect, it } from '@jest/globals';
import { ImageReference } from '@image-factory/oci';
import { PREVIOUS, COMMITTED, CommitTag } from './commit-tag.js';

const reference = ImageReference.parse('127.0.0.1:5000/team/alice:v1');

describe('CommitTag', () => {
  it.each(['01939f7e-1f2b-7c3d-8e4f-0123456789ab', 'notebook-alice', 'docker://x', 'ä', '', 'x'.repeat(255)])(
    'makes valid image names for the transaction %j',
    (transaction) => {
      const { committed, previous } = CommitTag.make('agent', reference, transaction);
      expect(ImageReference.parse(committed).toString()).toBe(committed);
      expect(ImageReference.parse(previous).toString()).toBe(previous);
    },
  );

  it('is another one each time', () => {
    expect(CommitTag.make('agent', reference, 't').tag).not.toBe(CommitTag.make('agent', reference, 't').tag);
  });

  it('is read again by its owner alone', () => {
    const { tag, committed, previous } = CommitTag.make('agent', reference, 't');
    expect(CommitTag.read('agent', COMMITTED, committed)?.tag).toBe(tag);
    expect(CommitTag.read('agent', PREVIOUS, previous)?.tag).toBe(tag);
    expect(CommitTag.read('other', COMMITTED, committed)).toBeUndefined();
    expect(CommitTag.read('agent', COMMITTED, previous)).toBeUndefined();
    expect(CommitTag.read('agent', COMMITTED, `${COMMITTED}:latest`)).toBeUndefined();
  });

  it('contains its reference', () => {
    const mark = CommitTag.read('agent', COMMITTED, CommitTag.make('agent', reference, 't').committed);
    expect(mark?.isFor(reference)).toBe(true);
    expect(mark?.isFor(ImageReference.parse('127.0.0.1:5000/team/alice:v2'))).toBe(false);
  });

  it('names a container, and is read from its name by its owner alone', () => {
    const { container, tag } = CommitTag.make('me', reference, 't-1');
    expect(CommitTag.ofContainer('me', container)?.tag).toBe(tag);
    expect(CommitTag.ofContainer('other', container)).toBeUndefined();
    expect(CommitTag.ofContainer('me', 'notebook-alice')).toBeUndefined();
    expect(CommitTag.ofContainer('me', `image-factory.${tag.slice(1)}`)).toBeUndefined();
  });
});
