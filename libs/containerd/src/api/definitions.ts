import type { MethodDefinition } from '@grpc/grpc-js';
import { fromJSON } from '@grpc/proto-loader';
import type { Calls, StreamCalls } from './messages.js';

/** Name of a call: service and method. */
export type CallName = keyof Calls | keyof StreamCalls | 'Content.Write';

/** `type number`, where the type may be `repeated <type>` or `map <value type>`. */
type Fields = Readonly<Record<string, string>>;

/** The used fields, with the numbers of containerd's published definitions; the message names are our own. */
const MESSAGES: Readonly<Record<string, Fields>> = {
  Empty: {},
  Time: { seconds: 'int64 1', nanos: 'int32 2' },
  Any: { type_url: 'string 1', value: 'bytes 2' },
  Descriptor: { media_type: 'string 1', digest: 'string 2', size: 'int64 3' },

  Id: { id: 'string 1' },
  ContainerId: { container_id: 'string 1' },
  Name: { name: 'string 1' },
  Digest: { digest: 'string 1' },
  Filters: { filters: 'repeated string 1' },

  VersionAnswer: { version: 'string 1' },
  ServerAnswer: { uuid: 'string 1' },
  NamespacesAnswer: { namespaces: 'repeated Name 1' },

  Runtime: { name: 'string 1' },
  Container: {
    id: 'string 1',
    labels: 'map string 2',
    image: 'string 3',
    runtime: 'Runtime 4',
    spec: 'Any 5',
    snapshotter: 'string 6',
    snapshot_key: 'string 7',
    created_at: 'Time 8',
    extensions: 'map Any 10',
  },
  ContainerAnswer: { container: 'Container 1' },

  Task: {
    id: 'string 2',
    pid: 'uint32 3',
    status: 'TaskStatus 4',
    exit_status: 'uint32 9',
    exited_at: 'Time 10',
  },
  TaskAnswer: { process: 'Task 1' },
  TasksAnswer: { tasks: 'repeated Task 1' },

  SnapshotKey: { snapshotter: 'string 1', key: 'string 2' },
  Mount: { type: 'string 1', source: 'string 2', options: 'repeated string 4' },
  MountsAnswer: { mounts: 'repeated Mount 1' },
  Snapshot: { name: 'string 1', parent: 'string 2', labels: 'map string 6' },
  SnapshotAnswer: { info: 'Snapshot 1' },
  UsageAnswer: { size: 'int64 1' },
  NewView: { snapshotter: 'string 1', key: 'string 2', parent: 'string 3' },
  DiffRequest: { left: 'repeated Mount 1', right: 'repeated Mount 2', media_type: 'string 3' },
  DiffAnswer: { diff: 'Descriptor 3' },

  Content: { digest: 'string 1', size: 'int64 2', labels: 'map string 5' },
  ContentAnswer: { info: 'Content 1' },
  ContentsAnswer: { info: 'repeated Content 1' },
  Range: { digest: 'string 1', offset: 'int64 2', size: 'int64 3' },
  Part: { data: 'bytes 2' },
  Write: {
    action: 'WriteAction 1',
    ref: 'string 2',
    total: 'int64 3',
    expected: 'string 4',
    data: 'bytes 6',
    labels: 'map string 7',
  },

  Image: { name: 'string 1', target: 'Descriptor 3' },
  ImageAnswer: { image: 'Image 1' },
  ImageEnd: { name: 'string 1', sync: 'bool 2', target: 'Descriptor 3' },
  ImagesAnswer: { images: 'repeated Image 1' },

  NewLease: { id: 'string 1', labels: 'map string 3' },
  Resource: { id: 'string 1', type: 'string 2' },
  LeasedResource: { id: 'string 1', resource: 'Resource 2' },
  LeaseEnd: { id: 'string 1', sync: 'bool 2' },
  Lease: { id: 'string 1', labels: 'map string 3' },
  LeasesAnswer: { leases: 'repeated Lease 1' },
};

const ENUMS = {
  TaskStatus: { values: { UNKNOWN: 0, CREATED: 1, RUNNING: 2, STOPPED: 3, PAUSED: 4, PAUSING: 5 } },
  WriteAction: { values: { STAT: 0, WRITE: 1, COMMIT: 2 } },
};

/** Package, request and response of every used call. */
const CALLS: Readonly<Record<CallName, readonly [request: string, response: string]>> = {
  'Version.Version': ['Empty', 'VersionAnswer'],
  'Introspection.Server': ['Empty', 'ServerAnswer'],
  'Namespaces.List': ['Empty', 'NamespacesAnswer'],
  'Containers.Get': ['Id', 'ContainerAnswer'],
  'Containers.ListStream': ['Filters', 'ContainerAnswer'],
  'Tasks.Get': ['ContainerId', 'TaskAnswer'],
  'Tasks.List': ['Empty', 'TasksAnswer'],
  'Tasks.Pause': ['ContainerId', 'Empty'],
  'Tasks.Resume': ['ContainerId', 'Empty'],
  'Snapshots.Mounts': ['SnapshotKey', 'MountsAnswer'],
  'Snapshots.Stat': ['SnapshotKey', 'SnapshotAnswer'],
  'Snapshots.Usage': ['SnapshotKey', 'UsageAnswer'],
  'Snapshots.View': ['NewView', 'MountsAnswer'],
  'Snapshots.Remove': ['SnapshotKey', 'Empty'],
  'Diff.Diff': ['DiffRequest', 'DiffAnswer'],
  'Content.Info': ['Digest', 'ContentAnswer'],
  'Content.List': ['Filters', 'ContentsAnswer'],
  'Content.Read': ['Range', 'Part'],
  'Content.Write': ['Write', 'Empty'],
  'Images.Get': ['Name', 'ImageAnswer'],
  'Images.List': ['Filters', 'ImagesAnswer'],
  'Images.Create': ['ImageAnswer', 'Empty'],
  'Images.Delete': ['ImageEnd', 'Empty'],
  'Leases.Create': ['NewLease', 'Empty'],
  'Leases.AddResource': ['LeasedResource', 'Empty'],
  'Leases.Delete': ['LeaseEnd', 'Empty'],
  'Leases.List': ['Filters', 'LeasesAnswer'],
};

const STREAMS: readonly CallName[] = ['Containers.ListStream', 'Content.List', 'Content.Read', 'Content.Write'];

const OPTIONS = { keepCase: true, longs: Number, enums: String, defaults: true, bytes: Buffer };

/** Encoding of each call, built from objects, so that the build needs no `.proto` file. */
export const METHODS = methods();

function methods(): ReadonlyMap<CallName, MethodDefinition<object, object>> {
  const names = Object.keys(CALLS) as CallName[];
  const loaded = fromJSON({ nested: { ...messages(), ...ENUMS, containerd: services(names) } }, OPTIONS);
  return new Map(
    names.map((name) => {
      const [service = '', method = ''] = name.split('.');
      const definition = loaded[`containerd.services.${service.toLowerCase()}.v1.${service}`] as Readonly<
        Record<string, MethodDefinition<object, object>>
      >;
      return [name, definition[method]!];
    }),
  );
}

function messages() {
  return Object.fromEntries(
    Object.entries(MESSAGES).map(([name, fields]) => [
      name,
      { fields: Object.fromEntries(Object.entries(fields).map(([field, text]) => [field, fieldOf(text)])) },
    ]),
  );
}

function fieldOf(text: string): { type: string; id: number; rule?: string; keyType?: string } {
  const words = text.split(' ');
  const [id, type = ''] = [Number(words.at(-1)), words.at(-2)];
  if (words[0] === 'repeated') return { rule: 'repeated', type, id };
  return words[0] === 'map' ? { keyType: 'string', type, id } : { type, id };
}

/** `containerd.services.<service>.v1.<Service>` for all services. */
function services(names: readonly CallName[]) {
  const found: Record<string, { nested: { v1: { nested: Record<string, { methods: Record<string, object> }> } } }> = {};
  for (const name of names) {
    const [service = '', method = ''] = name.split('.');
    const [requestType, responseType] = CALLS[name];
    const { nested } = (found[service.toLowerCase()] ??= {
      nested: { v1: { nested: { [service]: { methods: {} } } } },
    });
    nested.v1.nested[service]!.methods[method] = {
      requestType,
      responseType,
      responseStream: STREAMS.includes(name),
      requestStream: name === 'Content.Write',
    };
  }
  return { nested: { services: { nested: found } } };
}
