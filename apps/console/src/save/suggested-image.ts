import type { Commit, Container } from '@image-factory/client';

/**
 * Where a container may be saved to, for a person to change: where it was saved last, else beside the image that it was
 * made from, else beside what was saved last of all. The tag is the moment, so that nothing is overwritten.
 * @param earlier saves of this container, newest first
 * @param others all saves, newest first
 */
export function suggestedImage(
  container: Pick<Container, 'name' | 'image'>,
  { earlier, others }: { readonly earlier: readonly Commit[]; readonly others: readonly Commit[] },
  now: Date,
): string {
  const [last] = earlier;
  const repository = last ? withoutTag(last.image) : `${folderFor(container, others)}${pathSafe(container.name)}`;
  return `${repository}:${tagOf(now)}`;
}

/** A registry and the folder in it, with a slash at the end; nothing where none is known. */
function folderFor({ image }: Pick<Container, 'image'>, others: readonly Commit[]): string {
  const known = [image, ...others.map((save) => save.image)].find(hasRegistry);
  return known ? known.slice(0, known.lastIndexOf('/') + 1) : '';
}

/** Docker takes what is in front of the first slash for a registry when it looks like a host. */
function hasRegistry(image: string): boolean {
  const [host, ...path] = image.split('/');
  return path.length > 0 && (/[.:]/.test(host!) || host === 'localhost');
}

function withoutTag(image: string): string {
  return image.replace(/@.*$/, '').replace(/:[^:/]+$/, '');
}

/** A container's name has letters and separators that a path may not have. */
function pathSafe(name: string): string {
  const path = name
    .toLowerCase()
    .replace(/[^a-z0-9]*[._-][^a-z0-9]*/g, (separators) => separators[0]!)
    .replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, '');
  return path || 'container';
}

function tagOf(now: Date): string {
  const two = (part: number) => String(part).padStart(2, '0');
  const date = [now.getFullYear(), two(now.getMonth() + 1), two(now.getDate())].join('-');
  return `${date}-${two(now.getHours())}${two(now.getMinutes())}`;
}
