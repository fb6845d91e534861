import { describe, expect, it } from '@jest/globals';
import { ImageReference } from '@image-factory/oci';
import { observing } from '../commit-observer.js';
import { SerializedCommit } from './serialized-commit.js';
import type { CommitStrategy, CommitTask } from '../commit-strategy.port.js';

/** A strategy whose commits end when the test ends them. */
class ManualStrategy implements CommitStrategy {
  readonly begun: string[] = [];
  readonly #ends = new Map<string, () => void>();

  commit({ transaction }: CommitTask) {
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
    const strategy = new ManualStrategy();
    const serialized = new SerializedCommit(strategy);
    const messages: string[] = [];
    const commit = (transaction: string, image: string) =>
      serialized.commit(
        task(transaction, image),
        observing({ progress: ({ message }) => messages.push(message) }),
        new AbortController().signal,
      );

    const first = commit('1', 'r.example/a:v1');
    const second = commit('2', 'r.example/a:v1');
    const other = commit('3', 'r.example/a:v2');
    await new Promise(setImmediate);
    expect(strategy.begun).toEqual(['1', '3']);
    expect(messages).toEqual(['Waiting for another commit to r.example/a:v1.']);

    strategy.end('1');
    expect(await first).toMatchObject({ digest: '1' });
    await new Promise(setImmediate);
    expect(strategy.begun).toEqual(['1', '3', '2']);
    strategy.end('2');
    strategy.end('3');
    expect([(await second).digest, (await other).digest]).toEqual(['2', '3']);
  });
});
