/** Messages of containerd's API, in the spelling of its published definitions; absent messages are null. */

/** Seconds since 1970 and nanoseconds; an unset time is in the year 1. */
export interface TimeMessage {
  readonly seconds: number;
  readonly nanos: number;
}

/** A message of another package, encoded by its type. */
export interface AnyMessage {
  readonly type_url: string;
  readonly value: Buffer;
}

export interface DescriptorMessage {
  readonly media_type: string;
  readonly digest: string;
  readonly size: number;
}

export interface ContainerMessage {
  readonly id: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Name of its image at its creation. */
  readonly image: string;
  readonly runtime: { readonly name: string } | null;
  /** The OCI runtime specification, as JSON. */
  readonly spec: AnyMessage | null;
  readonly snapshotter: string;
  readonly snapshot_key: string;
  readonly created_at: TimeMessage | null;
  readonly extensions: Readonly<Record<string, AnyMessage>>;
}

export type TaskStatus = 'UNKNOWN' | 'CREATED' | 'RUNNING' | 'STOPPED' | 'PAUSED' | 'PAUSING';

/** The first process of a container. */
export interface TaskMessage {
  /** Id of the container. */
  readonly id: string;
  readonly pid: number;
  readonly status: TaskStatus;
  readonly exit_status: number;
  readonly exited_at: TimeMessage | null;
}

export interface MountMessage {
  readonly type: string;
  readonly source: string;
  readonly options: readonly string[];
}

export interface SnapshotMessage {
  readonly name: string;
  /** Name of the snapshot below; empty for the lowest. */
  readonly parent: string;
  readonly labels: Readonly<Record<string, string>>;
}

export interface ContentMessage {
  readonly digest: string;
  readonly size: number;
  readonly labels: Readonly<Record<string, string>>;
}

export interface ImageMessage {
  readonly name: string;
  readonly target: DescriptorMessage | null;
}

type Empty = Readonly<Record<string, never>>;
interface SnapshotKey {
  readonly snapshotter: string;
  readonly key: string;
}
interface Filters {
  readonly filters: readonly string[];
}

/** Request and response of every used call. */
export interface Calls {
  'Version.Version': [Empty, { readonly version: string }];
  'Introspection.Server': [Empty, { readonly uuid: string }];
  'Namespaces.List': [Empty, { readonly namespaces: readonly { readonly name: string }[] }];
  'Containers.Get': [{ readonly id: string }, { readonly container: ContainerMessage | null }];
  'Tasks.Get': [{ readonly container_id: string }, { readonly process: TaskMessage | null }];
  'Tasks.List': [Empty, { readonly tasks: readonly TaskMessage[] }];
  'Tasks.Pause': [{ readonly container_id: string }, Empty];
  'Tasks.Resume': [{ readonly container_id: string }, Empty];
  'Snapshots.Mounts': [SnapshotKey, { readonly mounts: readonly MountMessage[] }];
  'Snapshots.Stat': [SnapshotKey, { readonly info: SnapshotMessage | null }];
  'Snapshots.Usage': [SnapshotKey, { readonly size: number }];
  'Snapshots.View': [SnapshotKey & { readonly parent: string }, { readonly mounts: readonly MountMessage[] }];
  'Snapshots.Remove': [SnapshotKey, Empty];
  'Diff.Diff': [
    { readonly left: readonly MountMessage[]; readonly right: readonly MountMessage[]; readonly media_type: string },
    { readonly diff: DescriptorMessage | null },
  ];
  'Content.Info': [{ readonly digest: string }, { readonly info: ContentMessage | null }];
  'Images.Get': [{ readonly name: string }, { readonly image: ImageMessage | null }];
  'Images.List': [Filters, { readonly images: readonly ImageMessage[] }];
  'Images.Create': [{ readonly image: ImageMessage }, Empty];
  // The target is only compared by containerd 2.
  'Images.Delete': [
    { readonly name: string; readonly sync: boolean; readonly target: DescriptorMessage | null },
    Empty,
  ];
  'Leases.Create': [{ readonly id: string; readonly labels: Readonly<Record<string, string>> }, Empty];
  'Leases.AddResource': [
    { readonly id: string; readonly resource: { readonly id: string; readonly type: string } },
    Empty,
  ];
  'Leases.Delete': [{ readonly id: string; readonly sync: boolean }, Empty];
  'Leases.List': [Filters, { readonly leases: readonly LeaseMessage[] }];
}

/** A lease. */
export interface LeaseMessage {
  readonly id: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Request and one message of the response of every call with a streamed response. */
export interface StreamCalls {
  'Containers.ListStream': [Filters, { readonly container: ContainerMessage | null }];
  'Content.List': [Filters, { readonly info: readonly ContentMessage[] }];
  'Content.Read': [
    { readonly digest: string; readonly offset: number; readonly size: number },
    { readonly data: Buffer },
  ];
}

/** A write of a document: the messages of the request, and of its response. */
export interface WriteMessage {
  readonly action: 'COMMIT';
  /** Name of the write while it runs. */
  readonly ref: string;
  readonly total: number;
  readonly expected: string;
  readonly data: Buffer;
  readonly labels: Readonly<Record<string, string>>;
}
