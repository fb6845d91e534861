import { FactoryError } from '@image-factory/errors';
import { array, boolean, type InferOutput, literal, looseObject, nullish, object, optional, string } from 'valibot';
import { DigestSchema } from '../registry/manifest.js';

/** A step in the history of an image. */
const ImageHistorySchema = looseObject({
  created: nullish(string()),
  author: nullish(string()),
  created_by: nullish(string()),
  comment: nullish(string()),
  empty_layer: nullish(boolean()),
});
export type ImageHistory = InferOutput<typeof ImageHistorySchema>;

/** Configuration of an image; its digest is the image id. */
export const ImageConfigSchema = object({
  architecture: nullish(string(), ''),
  os: nullish(string(), ''),
  variant: optional(string()),
  'os.version': optional(string()),
  'os.features': optional(array(string())),
  history: nullish(array(ImageHistorySchema), []),
  // An image without layers has no list, or null.
  rootfs: object({ type: literal('layers'), diff_ids: nullish(array(DigestSchema), []) }),
});
export type ImageConfig = InferOutput<typeof ImageConfigSchema>;

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
