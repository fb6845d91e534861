import { describe, expect, it } from '@jest/globals';
import { FactoryError } from '@image-factory/errors';
import { ImageReference } from '@image-factory/oci';
import type { LocalName } from '@image-factory/runtime';
import { LocalTag } from './local-tag.js';

const reference = ImageReference.parse('registry.example/alice/notebook:v1');
const image = { message: 'Committed directly.', digest: `sha256:${'1'.repeat(64)}` };
const WARNING = 'The node may start an older image as registry.example/alice/notebook:v1, unless it pulls:';

async function afterCommit(find: () => Promise<LocalName[]>) {
  const warnings: string[] = [];
  const outdated = await new LocalTag({ find, removeUnused: () => Promise.resolve(0) }).before(reference);
  const committed = await outdated.remove(image, { warn: (message) => warnings.push(message) });
  return { committed, warnings };
}

describe('LocalTag', () => {
  it('removes the names that the reference had before the commit', async () => {
    const removed: string[] = [];
    const name = (imageId: string): LocalName => ({
      imageId,
      remove: () => Promise.resolve(removed.push(imageId) > 0),
    });
    const { committed, warnings } = await afterCommit(() => Promise.resolve([name('docker'), name('containerd')]));
    expect(removed).toEqual(['docker', 'containerd']);
    expect(committed).toEqual(image);
    expect(warnings).toEqual([]);
  });

  it('has nothing to remove for a new reference', async () => {
    expect(await afterCommit(() => Promise.resolve([]))).toEqual({ committed: image, warnings: [] });
  });

  it.each<[string, (failure: FactoryError) => Promise<LocalName[]>]>([
    ['the runtime does not list the names', (failure) => Promise.reject(failure)],
    [
      'the runtime keeps the name',
      (failure) => Promise.resolve([{ imageId: 'docker', remove: () => Promise.reject(failure) }]),
    ],
  ])('warns, and keeps the committed image, if %s', async (_, find) => {
    const failure = new FactoryError('engine_failed', 'The engine has failed.');
    const { committed, warnings } = await afterCommit(() => find(failure));
    expect(committed).toEqual({ ...image, message: `Committed directly. ${WARNING} The engine has failed.` });
    expect(warnings).toEqual([expect.stringContaining(WARNING)]);
  });
});
