import { addAbortSignal, type Readable } from 'node:stream';
import { FactoryError } from '@image-factory/errors';
import type { ImageReference, RegistryCredentials } from '@image-factory/oci';
import type { PushProgress } from '@image-factory/runtime';
import { imageFacts, imageIds } from './engine-answers.js';
import type { EngineConnection } from './engine-connection.js';
import { engineStatus, unlessMissing } from './engine-error.js';
import type { ImageFacts, PushedManifest } from './engine-facts.js';
import { loginOf, readPushStream } from './push-stream.js';

/** For messages. */
const EXPORT = 'export the image';

/** The images of the node. */
export class EngineImages {
  constructor(private readonly connection: EngineConnection) {}

  /**
   * @param image `name:tag` or an id
   * @returns undefined if the node has no such image
   */
  async inspect(image: string): Promise<ImageFacts | undefined> {
    const facts = await this.connection.call('inspect the image', ({ prompt }) =>
      unlessMissing(prompt.getImage(image).inspect()),
    );
    return facts && imageFacts(facts);
  }

  /** All images with a name in this repository, each with all its names. */
  async named(repository: string): Promise<readonly Pick<ImageFacts, 'id' | 'tags'>[]> {
    const images = await this.connection.call('list the images', ({ prompt }) =>
      prompt.listImages({ filters: JSON.stringify({ reference: [repository] }) }),
    );
    // Before API version 1.43 the response lacks the names that do not match the filter.
    const facts = await Promise.all(imageIds(images).map((id) => this.inspect(id)));
    return facts.filter((image) => image !== undefined);
  }

  /** Adds a name to an image; takes the name from another image that has it. */
  async tag(image: string, name: string, tag: string): Promise<void> {
    await this.connection.call('tag the image', ({ prompt }) => prompt.getImage(image).tag({ repo: name, tag }));
  }

  /**
   * Removes a name from an image. The image is removed with its last name, unless a container uses it; its parents
   * stay. No effect if there is none.
   *
   * @param name `name:tag`
   */
  async untag(name: string): Promise<void> {
    await this.connection.call('remove the image', ({ patient }) =>
      unlessMissing(patient.getImage(name).remove({ noprune: true }) as Promise<unknown>),
    );
  }

  /**
   * Removes a name from an image, unless it is the last one and a container uses the image.
   *
   * @param name `name:tag`
   * @returns whether the image has lost the name
   */
  async untagUnused(name: string): Promise<boolean> {
    return this.connection.call('remove the image', async ({ patient }) => {
      try {
        await unlessMissing(patient.getImage(name).remove({ noprune: true }) as Promise<unknown>);
        return true;
      } catch (error) {
        if (engineStatus(error) !== 409) throw error;
        return false;
      }
    });
  }

  /**
   * Exports an image with all its layers, as `docker save` does.
   *
   * @param image an id
   * @throws FactoryError `engine_*` while it is read
   */
  async *export(image: string, signal: AbortSignal): AsyncGenerator<Buffer, void, undefined> {
    const stream = await this.connection.call(EXPORT, async ({ patient }) => {
      const archive = (await patient.getImage(image).get()) as Readable;
      return addAbortSignal(signal, archive);
    });
    const parts = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    try {
      for (;;) {
        const next = await this.connection.call(EXPORT, () => parts.next());
        if (next.done) return;
        yield next.value;
      }
    } finally {
      stream.destroy();
    }
  }

  /**
   * Pushes one tag.
   *
   * @param observe called whenever the total of all layers changes
   * @param signal cancels the push at once: rejects with `cancelled`
   */
  async push(
    reference: ImageReference,
    credentials: RegistryCredentials | undefined,
    observe: (progress: PushProgress) => void,
    signal: AbortSignal,
  ): Promise<PushedManifest> {
    try {
      return await this.connection.call('push the image', async ({ patient }) => {
        const authconfig = loginOf(reference, credentials);
        const stream = await patient
          .getImage(reference.name)
          .push({ tag: reference.tag, authconfig, abortSignal: signal });
        return readPushStream(addAbortSignal(signal, stream as Readable), credentials, observe);
      });
    } catch (error) {
      if (signal.aborted) throw new FactoryError('cancelled', 'The push was cancelled.');
      throw error;
    }
  }
}
