import { FactoryError } from '@image-factory/errors';
import {
  abortFailure,
  type Compressor,
  type Descriptor,
  type ImageReference,
  layerType,
  type RegistryClient,
} from '@image-factory/oci';
import { isActive } from '@image-factory/runtime';
import type { SlowRegistries } from '../history/slow-registries.js';
import { LayerStream } from '../layer/layer-stream.js';
import type { PausedContainer } from '../pause/container-hold.js';
import type { PauseBudget } from '../pause/pause-budget.js';
import type { CommitObserver } from '../commit-observer.js';

/** A layer in the registry. */
export type UploadedLayer = Descriptor & { readonly diffId: string };

/** Collaborators of an upload. */
export interface LayerUploadParts {
  readonly compressor: Compressor;
  readonly client: RegistryClient;
  readonly budget: PauseBudget;
  readonly slow: SlowRegistries;
}

/** Uploads a layer while it is read from a paused container. */
export class LayerUpload {
  constructor(
    private readonly parts: LayerUploadParts,
    private readonly reference: ImageReference,
    private readonly progress: CommitObserver['progress'],
  ) {}

  /**
   * The container resumes as soon as its last file has been read, or once the reader has waited too long for the
   * registry.
   *
   * @throws FactoryError `registry_slow`, `registry_*`, `direct_failed`, `cancelled`
   */
  async run(
    content: ConstructorParameters<typeof LayerStream>[0],
    totalBytes: number,
    paused: PausedContainer,
    signal: AbortSignal,
  ): Promise<UploadedLayer> {
    const { compressor, client, budget } = this.parts;
    const stop = new AbortController();
    const stopped = AbortSignal.any([signal, stop.signal]);
    if (isActive(paused.facts)) budget.open(() => stop.abort(this.budgetSpent()));
    const stream = new LayerStream(content, compressor, this.observerOf(totalBytes, paused), stopped);
    try {
      const { digest, size } = await client.uploadBlob(this.reference.repository, stream, stopped, { source: budget });
      return { mediaType: layerType(compressor.format), digest, size, diffId: stream.diffId };
    } catch (error) {
      // Stopping the upload kills its programs, so their failures are a consequence.
      throw stop.signal.aborted ? abortFailure(stopped) : error;
    } finally {
      budget.close();
      // The programs must not keep reading after a failed upload.
      stop.abort();
    }
  }

  private observerOf(totalBytes: number, paused: PausedContainer): ConstructorParameters<typeof LayerStream>[2] {
    let isRead = false;
    return {
      onBytes: (bytes) => {
        if (isRead) return;
        const message = 'Reading the paused container.';
        this.progress({ phase: 'committing', message, bytes, totalBytes: Math.max(bytes, totalBytes) });
      },
      onRead: async () => {
        isRead = true;
        this.parts.budget.close();
        await paused.release();
        this.progress({ phase: 'pushing', message: 'Pushing the rest of the layer.' });
      },
    };
  }

  private budgetSpent(): FactoryError {
    const { slow, budget } = this.parts;
    const { registry } = this.reference;
    slow.mark(registry);
    const sentence = `The container was resumed after ${budget.budgetMs} ms of waiting for the registry ${registry}.`;
    return new FactoryError('registry_slow', sentence);
  }
}
