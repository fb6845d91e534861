import { Client, credentials, type MethodDefinition } from '@grpc/grpc-js';
import { fromJSON } from '@grpc/proto-loader';

type Fields = Readonly<Record<string, readonly [type: string, id: number, rule?: 'repeated' | 'map']>>;

/** The used fields of `runtime.v1`, the API between the kubelet and containerd. */
const MESSAGES: Readonly<Record<string, Fields>> = {
  Nothing: {},
  PodId: { pod_sandbox_id: ['string', 1] },
  PodMetadata: { name: ['string', 1], uid: ['string', 2], namespace: ['string', 3], attempt: ['uint32', 4] },
  NamespaceOptions: { network: ['int32', 1], pid: ['int32', 2] },
  PodSecurity: { namespace_options: ['NamespaceOptions', 1] },
  PodLinux: { cgroup_parent: ['string', 1], security_context: ['PodSecurity', 2] },
  PodConfig: {
    metadata: ['PodMetadata', 1],
    log_directory: ['string', 3],
    labels: ['string', 6, 'map'],
    annotations: ['string', 7, 'map'],
    linux: ['PodLinux', 8],
  },
  RunPod: { config: ['PodConfig', 1] },
  ImageSpec: { image: ['string', 1] },
  ContainerMetadata: { name: ['string', 1], attempt: ['uint32', 2] },
  KeyValue: { key: ['string', 1], value: ['string', 2] },
  Mount: { container_path: ['string', 1], host_path: ['string', 2] },
  ContainerSecurity: { namespace_options: ['NamespaceOptions', 3] },
  ContainerLinux: { security_context: ['ContainerSecurity', 2] },
  ContainerConfig: {
    metadata: ['ContainerMetadata', 1],
    image: ['ImageSpec', 2],
    command: ['string', 3, 'repeated'],
    envs: ['KeyValue', 6, 'repeated'],
    mounts: ['Mount', 7, 'repeated'],
    labels: ['string', 9, 'map'],
    log_path: ['string', 11],
    linux: ['ContainerLinux', 15],
  },
  NewContainer: { pod_sandbox_id: ['string', 1], config: ['ContainerConfig', 2], sandbox_config: ['PodConfig', 3] },
  ContainerId: { container_id: ['string', 1] },
  ContainerStop: { container_id: ['string', 1], timeout: ['int64', 2] },
  ContainerStatus: { state: ['int32', 3] },
  StatusAnswer: { status: ['ContainerStatus', 1] },
  Exec: { container_id: ['string', 1], cmd: ['string', 2, 'repeated'], timeout: ['int64', 3] },
  Executed: { stdout: ['bytes', 1], stderr: ['bytes', 2], exit_code: ['int32', 3] },
  Image: { image: ['ImageSpec', 1] },
  Pulled: { image_ref: ['string', 1] },
  FoundImage: { id: ['string', 1] },
  ImageAnswer: { image: ['FoundImage', 1] },
};

const RUNTIME_CALLS: Readonly<Record<string, readonly [request: string, response: string]>> = {
  RunPodSandbox: ['RunPod', 'PodId'],
  StopPodSandbox: ['PodId', 'Nothing'],
  RemovePodSandbox: ['PodId', 'Nothing'],
  CreateContainer: ['NewContainer', 'ContainerId'],
  StartContainer: ['ContainerId', 'Nothing'],
  StopContainer: ['ContainerStop', 'Nothing'],
  RemoveContainer: ['ContainerId', 'Nothing'],
  ContainerStatus: ['ContainerId', 'StatusAnswer'],
  ExecSync: ['Exec', 'Executed'],
};

const IMAGE_CALLS: Readonly<Record<string, readonly [request: string, response: string]>> = {
  PullImage: ['Image', 'Pulled'],
  ImageStatus: ['Image', 'ImageAnswer'],
  RemoveImage: ['Image', 'Nothing'],
};

const OPTIONS = { keepCase: true, longs: Number, defaults: true, bytes: Buffer };
const DEADLINE_MS = 60_000;

/** Pods, containers and images over CRI, as the kubelet creates them. */
export class CriClient {
  readonly #client: Client;
  readonly #methods: Readonly<Record<string, MethodDefinition<object, object>>>;

  /** @param socket of containerd */
  constructor(socket: string) {
    this.#client = new Client(`unix://${socket}`, credentials.createInsecure(), {
      'grpc.initial_reconnect_backoff_ms': 100,
      'grpc.max_reconnect_backoff_ms': 500,
    });
    const services = { RuntimeService: calls(RUNTIME_CALLS), ImageService: calls(IMAGE_CALLS) };
    const nested = { ...messages(), runtime: { nested: { v1: { nested: services } } } };
    const loaded = fromJSON({ nested }, OPTIONS);
    this.#methods = { ...loaded['runtime.v1.RuntimeService'], ...loaded['runtime.v1.ImageService'] } as Readonly<
      Record<string, MethodDefinition<object, object>>
    >;
  }

  /** Sends one call, such as `RunPodSandbox`. */
  call<Answer = object>(name: string, request: object): Promise<Answer> {
    const { path, requestSerialize, responseDeserialize } = this.#methods[name]!;
    const options = { deadline: Date.now() + DEADLINE_MS };
    return new Promise((resolve, reject) => {
      this.#client.makeUnaryRequest(path, requestSerialize, responseDeserialize, request, options, (error, answer) =>
        error ? reject(error) : resolve(answer as Answer),
      );
    });
  }

  /** Closes the connection. */
  close(): void {
    this.#client.close();
  }
}

function calls(table: Readonly<Record<string, readonly [string, string]>>): { methods: Record<string, object> } {
  const methods = Object.entries(table).map(([name, [requestType, responseType]]) => [
    name,
    { requestType, responseType },
  ]);
  return { methods: Object.fromEntries(methods) as Record<string, object> };
}

function messages() {
  return Object.fromEntries(
    Object.entries(MESSAGES).map(([name, fields]) => [
      name,
      {
        fields: Object.fromEntries(
          Object.entries(fields).map(([field, [type, id, rule]]) => [
            field,
            rule === 'map' ? { keyType: 'string', type, id } : { type, id, ...(rule && { rule }) },
          ]),
        ),
      },
    ]),
  );
}
