import { FactoryError } from '@image-factory/errors';

/** Maximum number of layers that runtimes pull and run: overlay2 refuses more. */
export const MAX_LAYERS = 125;

/**
 * Checks that an image can take the layer of a commit, before the container is paused.
 *
 * @param layers number of layers of the base image
 * @throws FactoryError `too_many_layers`
 */
export function checkLayerLimit(layers: number): void {
  if (layers < MAX_LAYERS) return;
  const sentence = `The image of the container has ${layers} layers, and images have ${MAX_LAYERS} at most.`;
  throw new FactoryError('too_many_layers', sentence);
}
