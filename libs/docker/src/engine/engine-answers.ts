import { FactoryError } from '@image-factory/errors';
import {
  array,
  boolean,
  fallback,
  type GenericSchema,
  type InferOutput,
  looseObject,
  minLength,
  nullish,
  number,
  object,
  pipe,
  record,
  safeParse,
  string,
  unknown,
} from 'valibot';
import { type ContainerSizes, type ContainerSummary, type PodMember, podOf } from '@image-factory/runtime';
import type { EngineContainer, EngineInfo, ImageFacts, ImageStoreKind } from './engine-facts.js';
import { InsecureRegistries, type ProxySettings } from '@image-factory/oci';

/** Runtimes omit empty values or send null; Podman omits more than Docker. */
const text = nullish(string(), '');
const texts = nullish(array(string()), []);
const flag = nullish(boolean(), false);
const id = pipe(string(), minLength(1));
/** Type of a storage driver that is a snapshotter of containerd. */
const SNAPSHOTTER = 'io.containerd.snapshotter.v1';

/** The used part of the response to `GET /info`. */
const InfoSchema = object({
  ID: text,
  ServerVersion: text,
  Driver: text,
  // Pairs of a name and a value; some differ between runtimes.
  DriverStatus: fallback(nullish(array(array(string())), []), []),
  Containerd: nullish(object({ Address: text })),
  DockerRootDir: text,
  OperatingSystem: text,
  OSType: nullish(string(), 'linux'),
  Architecture: text,
  SecurityOptions: texts,
  HttpProxy: text,
  HttpsProxy: text,
  NoProxy: text,
  RegistryConfig: nullish(
    object({
      InsecureRegistryCIDRs: texts,
      Mirrors: texts,
      IndexConfigs: nullish(record(string(), nullish(object({ Secure: nullish(boolean(), true) }))), {}),
    }),
  ),
});

/** The used part of the response to `GET /version`. */
const VersionSchema = object({
  ApiVersion: text,
  MinAPIVersion: text,
  Components: nullish(array(object({ Name: text })), []),
});

const ContainerSchema = object({
  Id: id,
  Name: text,
  Image: text,
  State: object({
    Running: flag,
    Paused: flag,
    Restarting: flag,
    Pid: nullish(number(), 0),
    StartedAt: text,
    FinishedAt: text,
  }),
  RestartCount: nullish(number(), 0),
  ImageManifestDescriptor: nullish(object({ digest: nullish(string()) })),
  Config: nullish(looseObject({}), {}),
  GraphDriver: nullish(
    object({
      Name: text,
      // Differs between drivers.
      Data: fallback(nullish(record(string(), string()), {}), {}),
    }),
  ),
  Mounts: nullish(array(object({ Type: text, Destination: text })), []),
  HostConfig: nullish(object({ Tmpfs: nullish(record(string(), unknown()), {}) })),
});

const ContainerListSchema = array(
  object({
    Id: id,
    Names: texts,
    Image: text,
    State: text,
    Status: text,
    Created: nullish(number(), 0),
    Labels: nullish(record(string(), string()), {}),
  }),
);

/** Labels of cri-dockerd: `podsandbox` or `container`, and the prefix of a pod's annotations at its sandbox. */
const KIND_LABEL = 'io.kubernetes.docker.type';
const ANNOTATION_PREFIX = 'annotation.';

/** The runtime omits a size of zero. */
const SizesSchema = object({ SizeRootFs: number(), SizeRw: nullish(number(), 0) });

const ImageSchema = object({
  Id: id,
  RepoTags: texts,
  RepoDigests: texts,
  RootFS: nullish(object({ Layers: texts })),
  Architecture: text,
  Os: text,
});

const ImageListSchema = array(object({ Id: id }));

const CreatedSchema = object({ Id: id });

/** @throws FactoryError `engine_failed` */
function read<Schema extends GenericSchema>(schema: Schema, answer: unknown, subject: string): InferOutput<Schema> {
  const { success, output } = safeParse(schema, answer);
  if (success) return output;
  throw new FactoryError('engine_failed', `The engine did not describe ${subject} in a form that is valid.`);
}

export function engineInfo(answer: unknown): EngineInfo {
  const info = read(InfoSchema, answer ?? {}, 'itself');
  return {
    id: info.ID,
    serverVersion: info.ServerVersion,
    storageDriver: info.Driver,
    imageStore: imageStoreOf(info),
    containerdAddress: info.Containerd?.Address || undefined,
    rootDirectory: info.DockerRootDir,
    operatingSystem: info.OperatingSystem,
    osType: info.OSType,
    architecture: info.Architecture,
    remapsUsers: info.SecurityOptions.some((option) => /\bname=userns\b/.test(option)),
    isRootless: info.SecurityOptions.some((option) => /\bname=rootless\b/.test(option)),
  };
}

function imageStoreOf({ Driver: driver, DriverStatus: status }: InferOutput<typeof InfoSchema>): ImageStoreKind {
  const isSnapshotter = status.some(([name, value]) => name === 'driver-type' && value === SNAPSHOTTER);
  if (isSnapshotter) return driver === 'overlayfs' ? 'containerd' : 'other';
  if (driver === 'overlay2') return 'overlay2';
  // Docker's own driver of this name was removed years ago.
  return driver === 'overlay' ? 'podman' : 'other';
}

export function insecureRegistries(answer: unknown): InsecureRegistries {
  const { RegistryConfig: config } = read(InfoSchema, answer ?? {}, 'itself');
  const hosts = Object.entries(config?.IndexConfigs ?? {}).map(([host, index]) => [
    host,
    { secure: index?.Secure ?? true },
  ]);
  return new InsecureRegistries(
    Object.fromEntries(hosts) as Record<string, { secure: boolean }>,
    config?.InsecureRegistryCIDRs ?? [],
  );
}

/** The mirrors of Docker Hub; Docker has none for other registries. */
export function engineMirrors(answer: unknown): URL[] {
  const { RegistryConfig: config } = read(InfoSchema, answer ?? {}, 'itself');
  return (config?.Mirrors ?? []).filter((text) => URL.canParse(text)).map((text) => new URL(text));
}

/** The proxies through which the runtime reaches registries. */
export function engineProxies(answer: unknown): ProxySettings {
  const { HttpProxy: httpProxy, HttpsProxy: httpsProxy, NoProxy: noProxy } = read(InfoSchema, answer ?? {}, 'itself');
  return { httpProxy, httpsProxy, noProxy };
}

/** The response to `GET /version`; empty strings for absent values. */
export function engineVersions(answer: unknown): InferOutput<typeof VersionSchema> {
  return read(VersionSchema, answer, 'the version of its API');
}

export function containerFacts(answer: unknown): EngineContainer {
  const container = read(ContainerSchema, answer, 'the container');
  return {
    id: container.Id,
    name: container.Name.replace(/^\//, ''),
    // Podman omits the algorithm.
    imageId: /^[0-9a-f]{64}$/.test(container.Image) ? `sha256:${container.Image}` : container.Image,
    imageName: typeof container.Config.Image === 'string' ? container.Config.Image : undefined,
    manifest: container.ImageManifestDescriptor?.digest ?? undefined,
    running: container.State.Running,
    paused: container.State.Paused,
    pid: container.State.Pid,
    restarting: container.State.Restarting,
    restartCount: container.RestartCount,
    startedAt: container.State.StartedAt,
    finishedAt: container.State.FinishedAt,
    config: container.Config,
    storage: {
      driver: container.GraphDriver?.Name ?? '',
      data: container.GraphDriver?.Data ?? {},
    },
    mounts: [
      ...container.Mounts.map(({ Type: type, Destination: destination }) => ({ type, destination })),
      ...Object.keys(container.HostConfig?.Tmpfs ?? {}).map((destination) => ({ type: 'tmpfs', destination })),
    ],
  };
}

export function containerSummaries(answer: unknown): (ContainerSummary & PodMember)[] {
  return read(ContainerListSchema, answer, 'the containers').map((container) => ({
    id: container.Id,
    // A linked container has additional names, prefixed with those of the linking container.
    name: (container.Names.find((name) => name.lastIndexOf('/') === 0) ?? '').slice(1),
    image: container.Image,
    state: container.State,
    status: container.Status,
    createdAt: new Date(container.Created * 1000),
    pod: podOf(container.Labels),
    isSandbox: container.Labels[KIND_LABEL] === 'podsandbox',
    podAnnotations: annotationsIn(container.Labels),
  }));
}

function annotationsIn(labels: Readonly<Record<string, string>>): Record<string, string> {
  const annotations = Object.entries(labels).filter(([name]) => name.startsWith(ANNOTATION_PREFIX));
  return Object.fromEntries(annotations.map(([name, value]) => [name.slice(ANNOTATION_PREFIX.length), value]));
}

/** Sizes of a container in bytes: whole file system, and changes. */
export function containerSizes(answer: unknown): ContainerSizes {
  const { SizeRootFs: whole, SizeRw: changed } = read(SizesSchema, answer, 'the size of the container');
  return { whole, changed };
}

export function imageFacts(answer: unknown): ImageFacts {
  const image = read(ImageSchema, answer, 'the image');
  return {
    id: image.Id,
    tags: image.RepoTags,
    digests: image.RepoDigests,
    layers: image.RootFS?.Layers ?? [],
    architecture: image.Architecture,
    os: image.Os,
  };
}

/** Ids of a list of images. */
export function imageIds(answer: unknown): string[] {
  return read(ImageListSchema, answer, 'the images').map(({ Id }) => Id);
}

/** Id of a created object. */
export function createdId(answer: unknown, subject: string): string {
  return read(CreatedSchema, answer, subject).Id;
}
