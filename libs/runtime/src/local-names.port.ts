import type { ImageReference } from '@image-factory/oci';

/** A name that an image has on the node. */
export interface LocalName {
  /** Id of the image, in the format of the runtime. */
  readonly imageId: string;
  /**
   * Removes the name, unless it denotes another image by now. The image stays while a container uses it.
   *
   * @returns whether the name was removed
   * @throws FactoryError `engine_*`
   */
  remove(): Promise<boolean>;
}

/** The names of images on the node: what a start without a pull uses. */
export interface LocalNames {
  /**
   * Finds the images that a reference denotes: none, or one for each runtime of the node.
   *
   * @throws FactoryError `engine_*`
   */
  find(reference: ImageReference): Promise<readonly LocalName[]>;

  /**
   * Removes the images that only stayed for containers, and whose containers are gone.
   *
   * @returns the number of removed images
   * @throws FactoryError `engine_*`
   */
  removeUnused(): Promise<number>;
}

/** Repository on the node, never pushed, for images without another name that a container uses. */
export const IN_USE = 'localhost/image-factory/in-use';

/** The name of such an image. @param imageId `sha256:<64 hex>` */
export function inUseTag(imageId: string): string {
  return imageId.replace(/^sha256:/, '');
}
