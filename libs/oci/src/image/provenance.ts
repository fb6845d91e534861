import { ImageReference } from '../reference/image-reference.js';
import type { MediaTypes } from './media-types.js';

const BASE_NAME = 'org.opencontainers.image.base.name';
const BASE_DIGEST = 'org.opencontainers.image.base.digest';
const CREATED = 'org.opencontainers.image.created';
const CONTAINER = 'io.image-factory.container';
/** An image's own values of these keys describe another image, such as the base of its base. */
const KEYS: readonly string[] = [BASE_NAME, BASE_DIGEST, CREATED, CONTAINER];

/** Where a committed image comes from. */
export interface ImageProvenance {
  /** Reference of the base image; undefined if the container was created from an id. */
  readonly baseName?: string;
  /** Digest of the manifest, or of the list of manifests, that the reference denotes; undefined if unknown. */
  readonly baseDigest?: string;
  /** `namespace/pod/container` in Kubernetes, else the name of the container. */
  readonly container: string;
  /** The time in the image's configuration. */
  readonly created: Date;
}

/** The parts of an image that record its provenance. */
export interface ProvenanceRecord {
  /** What a container of the image starts with: Env, Cmd, Labels, … */
  readonly start: Readonly<Record<string, unknown>>;
  /** Annotations of the manifest; undefined where manifests have none. */
  readonly annotations?: Readonly<Record<string, string>>;
}

/**
 * Records the provenance of an image: in annotations of an OCI manifest, in labels with Docker's media types.
 */
export function recordProvenance(
  { hasAnnotations }: MediaTypes,
  { start, annotations }: ProvenanceRecord,
  provenance: ImageProvenance,
): ProvenanceRecord {
  const record = keysOf(provenance);
  const labels = (start.Labels ?? {}) as Readonly<Record<string, string>>;
  const others = withoutKeys(labels);
  if (!hasAnnotations) return { start: { ...start, Labels: { ...others, ...record } } };
  const isStale = Object.keys(others).length < Object.keys(labels).length;
  return {
    start: isStale ? { ...start, Labels: others } : start,
    annotations: { ...withoutKeys(annotations ?? {}), ...record },
  };
}

/**
 * The reference by which a container names its image, as registries spell it.
 *
 * @param name as the user has written it
 * @param imageId `sha256:<64 hex>`
 * @returns undefined if the name is an id
 */
export function baseNameOf(name: string, imageId: string): string | undefined {
  if (name === '' || name.startsWith('sha256:') || imageId.startsWith(`sha256:${name}`)) return undefined;
  const [tagged = '', digest] = name.split('@');
  try {
    const reference = ImageReference.parse(tagged);
    return digest ? `${reference.name}@${digest}` : reference.toString();
  } catch {
    return undefined;
  }
}

/**
 * The digest that a repository has for an image.
 *
 * @param baseName of the image, by `baseNameOf`
 * @param digests `registry/repository@sha256:…`, in any spelling
 * @returns undefined if there is none, or more than one
 */
export function baseDigestOf(baseName: string | undefined, digests: readonly string[]): string | undefined {
  if (baseName === undefined) return undefined;
  const [tagged = '', pinned] = baseName.split('@');
  if (pinned) return pinned;
  const { name } = ImageReference.parse(tagged);
  const found = digests
    .map((text) => text.split('@'))
    .filter(([repository = '']) => ImageReference.parse(repository).name === name)
    .map(([, digest]) => digest);
  return new Set(found).size === 1 ? found[0] : undefined;
}

function withoutKeys(values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter(([key]) => !KEYS.includes(key)));
}

function keysOf({ baseName, baseDigest, container, created }: ImageProvenance): Record<string, string> {
  return {
    ...(baseName && { [BASE_NAME]: baseName }),
    ...(baseName && baseDigest && { [BASE_DIGEST]: baseDigest }),
    [CREATED]: created.toISOString(),
    [CONTAINER]: container,
  };
}
