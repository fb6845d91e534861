import { ImageReference } from '@image-factory/oci';
import type { ContentStore } from './content-store.js';
import type { ImageName, ImageStore } from './image-store.js';

/** Label of a blob with the repositories of one registry that it was pulled from; the host has no port. */
const SOURCE_LABEL = 'containerd.io/distribution.source.';

/** References to one image in containerd. */
export interface ImageOrigins {
  /** Digests of its manifests, and of the lists that contain them. */
  readonly manifests: readonly string[];
  /** `registry/repository@sha256:…` for every registry of its names, or that it was pulled from. */
  readonly digests: readonly string[];
  /** Those of its names on the node: each is what the name denotes in its registry. */
  readonly named: readonly string[];
}

/** Finds the manifests and the registries of images. */
export class OriginLookup {
  constructor(
    private readonly images: ImageStore,
    private readonly content: ContentStore,
  ) {}

  /** @param imageId digest of the configuration */
  async of(imageId: string): Promise<ImageOrigins> {
    const names = await this.images.names();
    // CRI names every image by its id; without CRI every image of the node is a candidate.
    const known = names.find(({ name }) => name === imageId)?.target;
    const targets = known ? [known] : [...new Set(names.map(({ target }) => target))];
    const manifests = new Set<string>();
    const digests = new Set<string>();
    const named = new Set<string>();
    for (const target of targets) {
      const own = (await this.images.manifests(target)).filter(({ config }) => config === imageId);
      if (own.length === 0) continue;
      const repositories = repositoriesOf(names.filter((each) => each.target === target));
      for (const { name } of repositories) named.add(`${name}@${target}`);
      for (const digest of named) digests.add(digest);
      for (const digest of new Set([target, ...own.map((manifest) => manifest.digest)])) {
        manifests.add(digest);
        const registries = repositories.map(({ registry }) => registry);
        for (const source of await this.sources(digest, registries)) digests.add(`${source}@${digest}`);
      }
    }
    return { manifests: [...manifests], digests: [...digests], named: [...named] };
  }

  /** Repositories that a blob was pulled from, on these registries, too, if only their port differs. */
  private async sources(digest: string, registries: readonly string[]): Promise<string[]> {
    const labels = Object.entries((await this.content.labels(digest)) ?? {});
    return labels
      .filter(([label]) => label.startsWith(SOURCE_LABEL))
      .flatMap(([label, value]) => {
        const host = label.slice(SOURCE_LABEL.length);
        const hosts = new Set([host, ...registries.filter((registry) => registry.replace(/:\d+$/, '') === host)]);
        return value.split(',').flatMap((repository) => [...hosts].map((each) => `${each}/${repository}`));
      });
  }
}

function repositoriesOf(names: readonly ImageName[]): ImageReference[] {
  return names.flatMap(({ name }) => {
    if (name.startsWith('sha256:')) return [];
    try {
      return [ImageReference.parse(name.replace(/@.*/, ''))];
    } catch {
      // A local name, which no registry has.
      return [];
    }
  });
}
