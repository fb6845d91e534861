import type { Commit, Container } from '@image-factory/client';

/**
 * Suggests a target image: the repository of the container's last commit, else a repository next to the container's own
 * image, else a repository next to the last commit's image. The tag is the current time, so that no image is
 * overwritten.
 * @param earlier commits of this container, newest first
 * @param others all commits, newest first
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

/** Registry and path prefix of an image, with a trailing slash; empty if unknown. */
function folderFor({ image }: Pick<Container, 'image'>, others: readonly Commit[]): string {
  const known = [image, ...others.map((commit) => commit.image)].find(hasRegistry);
  return known ? known.slice(0, known.lastIndexOf('/') + 1) : '';
}

/** Docker treats the part before the first slash as a registry if it looks like a host. */
function hasRegistry(image: string): boolean {
  const [host, ...path] = image.split('/');
  return path.length > 0 && (/[.:]/.test(host!) || host === 'localhost');
}

function withoutTag(image: string): string {
  return image.replace(/@.*$/, '').replace(/:[^:/]+$/, '');
}

/** Container names may contain characters and separators that are invalid in a repository path. */
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
