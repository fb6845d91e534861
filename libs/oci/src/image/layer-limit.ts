import { FactoryError } from '@image-factory/errors';

/** The most layers of an image that engines pull and run: overlay2 refuses one more. */
export const MAX_LAYERS = 125;

/**
 * Checks that an image can take the layer of a commit. Made before the container is paused.
 *
 * @param layers of the image that the container was made from
 * @throws FactoryError `too_many_layers`
 */
export function checkLayerLimit(layers: number): void {
  if (layers < MAX_LAYERS) return;
  const sentence = `The image of the container has ${layers} layers, and images have ${MAX_LAYERS} at most.`;
  throw new FactoryError('too_many_layers', sentence);
}
