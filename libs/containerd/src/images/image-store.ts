import { type ImageConfig, ImageConfigSchema, readJson } from '@image-factory/oci';
import { array, looseObject, nullish, object, record, string, unknown } from 'valibot';
import { type ContainerdConnection } from '../api/containerd-connection.js';
import type { DescriptorMessage } from '../api/messages.js';
import { isMissing, unlessPresent } from '../api/containerd-error.js';
import { type ContentStore } from './content-store.js';

const ManifestSchema = object({ config: object({ digest: string() }) });
const IndexSchema = object({ manifests: array(object({ digest: string() })) });
/** `config` is the start configuration: Env, Cmd, Labels, … */
const StartSchema = looseObject({ config: nullish(record(string(), unknown()), {}) });

/** Images whose configurations are kept in memory; a configuration never changes. */
const MAX_KNOWN_IMAGES = 200;

/** The configuration of an image. */
export interface StoredConfig {
  readonly config: ImageConfig;
  /** The start configuration: Env, Cmd, Labels, … */
  readonly start: Readonly<Record<string, unknown>>;
  /** All keys of the configuration. */
  readonly document: Readonly<Record<string, unknown>>;
}

/** A manifest in the content store. */
export interface StoredManifest {
  readonly digest: string;
  /** Digest of the configuration. */
  readonly config: string;
}

/** A name of an image, and its target: a manifest, or a list of manifests. */
export interface ImageName {
  readonly name: string;
  /** Digest. */
  readonly target: string;
}

/** The images of containerd. */
export class ImageStore {
  private readonly known = new Map<string, StoredConfig>();

  constructor(
    private readonly connection: ContainerdConnection,
    private readonly content: ContentStore,
  ) {}

  /**
   * @param name such as `docker.io/library/busybox:latest`; CRI also names every image by the digest of its configuration
   * @returns digest of the target; undefined if there is no such image
   */
  async target(name: string): Promise<string | undefined> {
    return (await this.find(name))?.digest;
  }

  /** What a name leads to. @returns undefined if there is no such image */
  async find(name: string): Promise<DescriptorMessage | undefined> {
    try {
      const { image } = await this.connection.call('Images.Get', { name }, 'inspect the image');
      return image?.target ?? undefined;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  /** Adds a name to an image, unless the name is taken. */
  async add(name: string, target: DescriptorMessage): Promise<void> {
    await this.connection.call('Images.Create', { image: { name, target } }, 'name the image').catch(unlessPresent);
  }

  /** Removes a name. containerd collects an image without names. @param target what the name leads to */
  async remove(name: string, target: DescriptorMessage | null = null): Promise<void> {
    await this.connection
      .call('Images.Delete', { name, sync: false, target }, 'remove a name of the image')
      .catch(unlessMissing);
  }

  /** All names of all images. */
  async names(): Promise<ImageName[]> {
    const { images } = await this.connection.call('Images.List', { filters: [] }, 'list the images');
    return images.map(({ name, target }) => ({ name, target: target?.digest ?? '' }));
  }

  /** The target itself if it is a manifest, or the manifests of a list that the content store has. */
  async manifests(target: string): Promise<StoredManifest[]> {
    const content = await this.content.document(target);
    const own = content && manifestOf(target, content);
    if (own) return [own];
    const listed = (content && readJson(IndexSchema, content)?.manifests) ?? [];
    const found = await Promise.all(
      listed.map(async ({ digest }) => {
        const body = await this.content.document(digest);
        return body && manifestOf(digest, body);
      }),
    );
    return found.filter((manifest) => manifest !== undefined);
  }

  /**
   * @param digest of the configuration
   * @returns undefined if it is missing, or not that of an image
   * @throws FactoryError `direct_unavailable` if it is damaged
   */
  async config(digest: string): Promise<StoredConfig | undefined> {
    const known = this.known.get(digest);
    if (known) return known;
    const content = await this.content.document(digest);
    const config = content && readJson(ImageConfigSchema, content);
    if (!config) return undefined;
    const document = readJson(StartSchema, content);
    const found = { config, start: document?.config ?? {}, document: document ?? {} };
    if (this.known.size >= MAX_KNOWN_IMAGES) this.known.clear();
    this.known.set(digest, found);
    return found;
  }

  /** Whether the content store has the configuration now; CRI removes it with the image. */
  async hasConfig(digest: string): Promise<boolean> {
    return (await this.content.labels(digest)) !== undefined;
  }
}

function unlessMissing(error: unknown): void {
  if (!isMissing(error)) throw error;
}

function manifestOf(digest: string, content: Buffer): StoredManifest | undefined {
  const manifest = readJson(ManifestSchema, content);
  return manifest && { digest, config: manifest.config.digest };
}
