import { createWriteStream } from 'node:fs';
import { chown, mkdir } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { CommitAnswer, CommitQueryAnswer, V1Commit } from '@image-factory/contracts';
import { buildServiceImages, Folder, PrivateEngine, SERVICE_IMAGES, until } from '../../sandbox/index.js';
import { CHART } from '../chart/helm.js';
import { type KubernetesNode, NODE_ADDRESS, NODE_REGISTRY } from './kubernetes-node.js';

const SERVICES = ['shield', 'agent'] as const;
const TAG = 'cluster';
const RELEASE = 'octopus';
/** User of the shield's container. */
const SHIELD_USER = 10_001;

/** The images of both services as files. */
export class ServiceArchives {
  private constructor(readonly folder: Folder) {}

  /** Builds the images from this clone. */
  static async build(): Promise<ServiceArchives> {
    const folder = new Folder('i');
    await using node = await PrivateEngine.start();
    await buildServiceImages(node.engine);
    for (const service of SERVICES) {
      const image = await node.engine.api.getImage(SERVICE_IMAGES[service]).get();
      await pipeline(image, createWriteStream(folder.at(`${service}.tar`)));
    }
    return new ServiceArchives(folder);
  }
}

/** A release of the chart on a node, as its administrator and its users see it. */
export class FactoryRelease {
  #shield = '';

  private constructor(private readonly node: KubernetesNode) {}

  /** Installs the chart and waits until the agent is registered. */
  static async install(node: KubernetesNode, { folder }: ServiceArchives): Promise<FactoryRelease> {
    const release = new FactoryRelease(node);
    for (const service of SERVICES) {
      await node.load(folder.at(`${service}.tar`), `openi/image-factory-${service}:${TAG}`);
    }
    await release.#createVolume();
    await node.helm('install', RELEASE, CHART, ...release.#values());
    const address = ['get', 'service', `${RELEASE}-image-factory-shield`, '--output', 'jsonpath={.spec.clusterIP}'];
    release.#shield = `http://${await node.kubectl(...address)}`;
    // The cluster has no DNS.
    await release.upgrade();
    return release;
  }

  /** @param options of `helm upgrade` */
  async upgrade(...options: readonly string[]): Promise<void> {
    await this.node.helm('upgrade', RELEASE, CHART, ...this.#values(), ...options);
    await this.rolledOut();
  }

  /** Waits until both services run in the newest version, and the agent is registered. */
  async rolledOut(): Promise<void> {
    for (const workload of ['deployment', 'daemonset']) {
      const name = `${workload}/${RELEASE}-image-factory-${workload === 'deployment' ? 'shield' : 'agent'}`;
      await this.node.kubectl('rollout', 'status', name, '--timeout', '300s');
    }
    await until('the agent to be registered', 120, async () => {
      const { items } = await this.#call<{ items: { online: boolean }[] }>('/v2/agents').catch(() => ({ items: [] }));
      return items.some(({ online }) => online);
    });
  }

  async uninstall(): Promise<void> {
    await this.node.helm('uninstall', RELEASE, '--wait');
  }

  /** Deletes the pods of a service; Kubernetes replaces them. */
  async deletePods(service: 'shield' | 'agent'): Promise<void> {
    const label = `app.kubernetes.io/instance=${RELEASE}-image-factory-${service}`;
    await this.node.kubectl('delete', 'pod', '--selector', label, '--grace-period', '5');
  }

  /** @returns transaction id */
  async commit(container: string, repository: string): Promise<string> {
    const image = `${NODE_REGISTRY}/${repository}`;
    const answer = await this.#call<CommitAnswer>('/v1/commit/async', { ip: NODE_ADDRESS, container, image });
    if (!answer.transaction_id) throw new Error(answer.msg);
    return answer.transaction_id;
  }

  /** @returns undefined while the shield is away */
  async query(id: string): Promise<V1Commit | undefined> {
    const answer = await this.#call<CommitQueryAnswer>(`/v1/commit/query?transaction_id=${id}`).catch(() => undefined);
    return answer?.commit;
  }

  ended(id: string): Promise<V1Commit> {
    return until(`commit ${id} to end`, 400, async () => {
      const commit = await this.query(id);
      return commit && ['SUCCEEDED', 'FAILED'].includes(commit.status) ? commit : undefined;
    });
  }

  /** Log of the agent that runs now. */
  agentLog(): Promise<string> {
    return this.node.kubectl('logs', `daemonset/${RELEASE}-image-factory-agent`);
  }

  async #call<T>(path: string, body?: object): Promise<T> {
    const post = body ? ['--header', 'content-type: application/json', '--data', JSON.stringify(body)] : [];
    return JSON.parse(
      await this.node.run('curl', '--silent', '--show-error', '--max-time', '60', ...post, this.#shield + path),
    ) as T;
  }

  /** The cluster provides no volumes by itself. */
  async #createVolume(): Promise<void> {
    const path = this.node.at('records');
    await mkdir(path);
    await chown(path, SHIELD_USER, SHIELD_USER);
    const spec = { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], hostPath: { path } };
    const volume = { apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name: 'records' }, spec };
    await this.node.kubectl('apply', '--filename', this.node.write('volume.json', JSON.stringify(volume)));
  }

  /** The agent's directories on the node belong to this node only. */
  #values(): string[] {
    const settings = {
      'global.image.repository.address': NODE_REGISTRY,
      'shield.image.tag': TAG,
      'agent.image.tag': TAG,
      'agent.shieldAddress': this.#shield,
      'agent.runtime.docker': this.node.runtime === 'docker',
      'agent.dockerLogin.hostPath': this.node.at('login'),
      'agent.certificates.hostPath': this.node.at('certificates'),
      'agent.state.hostPath': this.node.at('agent'),
      'auth.api.enabled': false,
    };
    return Object.entries(settings).flatMap(([key, value]) => ['--set', `${key}=${value}`]);
  }
}
