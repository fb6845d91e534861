import { describe, expect, it } from '@jest/globals';
import { ImageReference } from '@image-factory/oci';
import { SerializedCommit } from './serialized-commit.js';
import type { CommitStrategy, CommitTask } from './commit-strategy.port.js';

/** A strategy whose commits end when the test ends them. */
class ManualSave implements CommitStrategy {
  readonly begun: string[] = [];
  readonly #ends = new Map<string, () => void>();

  save({ transaction }: CommitTask) {
    this.begun.push(transaction);
    return new Promise<{ digest: string; message: string }>((resolve) => {
      this.#ends.set(transaction, () => resolve({ digest: transaction, message: '' }));
    });
  }

  end(transaction: string): void {
    this.#ends.get(transaction)?.();
  }
}

function task(transaction: string, image: string): CommitTask {
  return { transaction, containerId: transaction, reference: ImageReference.parse(image), credentials: undefined };
}

describe('SerializedCommit', () => {
  it('runs one commit at a time per reference, and others in parallel', async () => {
    const way = new ManualSave();
    const turns = new SerializedCommit(way);
    const news: string[] = [];
    const save = (transaction: string, image: string) =>
      turns.save(task(transaction, image), ({ message }) => news.push(message), new AbortController().signal);

    const first = save('1', 'r.example/a:v1');
    const second = save('2', 'r.example/a:v1');
    const other = save('3', 'r.example/a:v2');
    await new Promise(setImmediate);
    expect(way.begun).toEqual(['1', '3']);
    expect(news).toEqual(['Waiting for another save onto r.example/a:v1.']);

    way.end('1');
    expect(await first).toMatchObject({ digest: '1' });
    await new Promise(setImmediate);
    expect(way.begun).toEqual(['1', '3', '2']);
    way.end('2');
    way.end('3');
    expect([(await second).digest, (await other).digest]).toEqual(['2', '3']);
  });
});
