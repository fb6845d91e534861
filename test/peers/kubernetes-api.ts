import { type Call, JsonServer, type Reply } from './json-server.js';

/** Served kinds by group and version. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  v1: ['PersistentVolumeClaim', 'Secret', 'Service', 'ServiceAccount'],
  'apps/v1': ['DaemonSet', 'Deployment'],
  'networking.k8s.io/v1': ['NetworkPolicy'],
};

const NOT_FOUND: Reply = [404, { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason: 'NotFound', code: 404 }];

/** The subset of the Kubernetes API that Helm uses when a chart looks up a Secret. */
export class KubernetesApi extends JsonServer {
  /** Data of the existing Secrets, by name. */
  readonly secrets = new Map<string, Readonly<Record<string, string>>>();

  static async start(): Promise<KubernetesApi> {
    return new KubernetesApi().listen();
  }

  /** A kubeconfig with this server as its only cluster; JSON is valid YAML. */
  get kubeconfig(): string {
    return JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'peer',
      contexts: [{ name: 'peer', context: { cluster: 'peer', user: 'peer' } }],
      clusters: [{ name: 'peer', cluster: { server: this.address } }],
      users: [{ name: 'peer', user: {} }],
    });
  }

  protected override reply({ path }: Call): Reply {
    switch (path) {
      case '/version':
        return [200, { major: '1', minor: '33', gitVersion: 'v1.33.1' }];
      case '/api':
        return [200, { kind: 'APIVersions', versions: ['v1'] }];
      case '/apis':
        return [200, { kind: 'APIGroupList', apiVersion: 'v1', groups: groups() }];
      default:
        return resources(path) ?? this.#secret(path) ?? NOT_FOUND;
    }
  }

  #secret(path: string): Reply | undefined {
    const name = /^\/api\/v1\/namespaces\/[^/]+\/secrets\/(?<name>[^/]+)$/.exec(path)?.groups?.name ?? '';
    const data = this.secrets.get(name);
    return data && [200, { kind: 'Secret', apiVersion: 'v1', metadata: { name }, type: 'Opaque', data }];
  }
}

function groups() {
  const named = Object.keys(KINDS).filter((groupVersion) => groupVersion.includes('/'));
  return named.map((groupVersion) => {
    const [name, version] = groupVersion.split('/');
    return { name, versions: [{ groupVersion, version }], preferredVersion: { groupVersion, version } };
  });
}

function resources(path: string): Reply | undefined {
  const groupVersion = /^\/apis?\/(?<groupVersion>.+)$/.exec(path)?.groups?.groupVersion ?? '';
  const kinds = KINDS[groupVersion];
  if (!kinds) return undefined;
  return [200, { kind: 'APIResourceList', groupVersion, resources: kinds.map((kind) => resource(kind)) }];
}

function resource(kind: string) {
  const singularName = kind.toLowerCase();
  const name = singularName.replace(/y$/, 'ie') + 's';
  return { name, singularName, kind, namespaced: true, verbs: ['get', 'list'] };
}
