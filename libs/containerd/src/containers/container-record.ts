import { type ContainerMount, type ContainerPod, podOf } from '@image-factory/runtime';
import { IdMapping, type IdRange, readJson } from '@image-factory/oci';
import { array, type InferOutput, looseObject, nullish, number, object, optional, record, string } from 'valibot';
import type { ContainerMessage, TimeMessage } from '../api/messages.js';

/** Label of CRI: `container` or `sandbox`. */
export const KIND_LABEL = 'io.cri-containerd.kind';
/** Label of nerdctl with the name that its user chose. */
export const NERDCTL_NAME_LABEL = 'nerdctl/name';

const CONTAINER_METADATA = 'io.cri-containerd.container.metadata';
const SANDBOX_METADATA = 'io.cri-containerd.sandbox.metadata';

/** Runtimes that keep a container's files in the snapshot; others, such as Kata and gVisor, keep them elsewhere. */
const PLAIN_RUNTIME = /^io\.containerd\.(?:runc\.v[12]|runtime\.v1\.linux)$/;

/** Mounts of every container: kernel file systems and devices with everything below, and generated files. */
const MOUNTS_OF_RUNTIME = /^\/(?:dev|proc|sys)(?:\/|$)|^\/etc\/(?:hosts|hostname|resolv\.conf)$/;

const IdRangesSchema = nullish(array(object({ containerID: number(), hostID: number(), size: number() })), []);

const SpecSchema = object({
  linux: nullish(
    object({ cgroupsPath: nullish(string(), ''), uidMappings: IdRangesSchema, gidMappings: IdRangesSchema }),
  ),
  mounts: nullish(array(object({ destination: string(), type: nullish(string(), '') })), []),
});

const ContainerMetadataSchema = object({
  Metadata: object({
    ImageRef: nullish(string(), ''),
    Config: nullish(looseObject({ image: nullish(object({ image: nullish(string(), '') })) })),
  }),
});

const SandboxMetadataSchema = object({
  Metadata: object({ Config: nullish(object({ annotations: optional(record(string(), string())) })) }),
});

/** A container as containerd records it, running or not. */
export class ContainerRecord {
  constructor(private readonly message: ContainerMessage) {}

  get id(): string {
    return this.message.id;
  }

  /** `namespace/pod/container` in Kubernetes, else the name that nerdctl's user chose, or the id. */
  get name(): string {
    const { pod } = this;
    if (pod) return `${pod.namespace}/${pod.name}/${pod.container}`;
    return this.message.labels[NERDCTL_NAME_LABEL] || this.id;
  }

  /** Whether it is the pause container of a pod. */
  get isSandbox(): boolean {
    return this.message.labels[KIND_LABEL] === 'sandbox';
  }

  get pod(): ContainerPod | undefined {
    return podOf(this.message.labels);
  }

  /** Annotations of the pod, if this is its sandbox. */
  get podAnnotations(): Readonly<Record<string, string>> {
    return this.extension(SANDBOX_METADATA, SandboxMetadataSchema)?.Metadata.Config?.annotations ?? {};
  }

  /** Name of its image at its creation. */
  get imageName(): string {
    const { image } = this.message;
    if (image !== '' && !image.startsWith('sha256:')) return image;
    return this.criMetadata?.Config?.image?.image || image;
  }

  /** Digest of the image's configuration according to CRI; undefined outside CRI. The name may have moved since. */
  get imageRef(): string | undefined {
    return this.criMetadata?.ImageRef || undefined;
  }

  get snapshotter(): string {
    return this.message.snapshotter;
  }

  get snapshotKey(): string {
    return this.message.snapshot_key;
  }

  /** `io.containerd.runc.v2` */
  get runtimeName(): string {
    return this.message.runtime?.name ?? '';
  }

  /** Whether its files are in its snapshot. */
  get usesSnapshot(): boolean {
    return PLAIN_RUNTIME.test(this.runtimeName);
  }

  get createdAt(): Date {
    return dateOf(this.message.created_at) ?? new Date(0);
  }

  /** Path of its control group in the spelling of the OCI specification; empty if unknown. */
  get controlGroup(): string {
    return this.spec?.linux?.cgroupsPath ?? '';
  }

  /** The ids of its users and groups; undefined without a user namespace. */
  get ids(): IdMapping | undefined {
    const { uidMappings = [], gidMappings = [] } = this.spec?.linux ?? {};
    if (uidMappings.length === 0 && gidMappings.length === 0) return undefined;
    return new IdMapping(uidMappings.map(rangeOf), gidMappings.map(rangeOf));
  }

  /** Volumes and other paths outside the image, without those that the runtime gives to every container. */
  get mounts(): ContainerMount[] {
    return (this.spec?.mounts ?? []).filter(({ destination }) => !MOUNTS_OF_RUNTIME.test(destination));
  }

  private get spec() {
    const { spec } = this.message;
    return spec ? readJson(SpecSchema, spec.value) : undefined;
  }

  private get criMetadata() {
    return this.extension(CONTAINER_METADATA, ContainerMetadataSchema)?.Metadata;
  }

  private extension<const Schema extends Parameters<typeof readJson>[0]>(name: string, schema: Schema) {
    const found = this.message.extensions[name];
    return found && readJson(schema, found.value);
  }
}

function rangeOf({ containerID, hostID, size }: InferOutput<typeof IdRangesSchema>[number]): IdRange {
  return { container: containerID, node: hostID, length: size };
}

/** @returns undefined for an unset time, which is in the year 1 */
export function dateOf(time: TimeMessage | null): Date | undefined {
  return time && time.seconds > 0 ? new Date(time.seconds * 1000 + time.nanos / 1e6) : undefined;
}
