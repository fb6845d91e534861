import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CommitStatus } from '@image-factory/contracts';
import { until } from '../../sandbox/index.js';
import { CHART } from '../chart/helm.js';
import { FactoryRelease, ServiceArchives } from './factory-release.js';
import { KubernetesNode, NODE_REGISTRY, POD_IMAGE } from './kubernetes-node.js';

/** Enough that a commit lasts for seconds. */
const LARGE_BYTES = 300_000_000;

let archives: ServiceArchives;
beforeAll(async () => void (archives = await ServiceArchives.build()), 1_800_000);
afterAll(() => archives?.folder.remove());

describe.each(['containerd', 'docker'] as const)('the chart on a Kubernetes with %s', (runtime) => {
  let node: KubernetesNode;
  let factory: FactoryRelease;

  beforeAll(async () => {
    node = await KubernetesNode.start(runtime);
    factory = await FactoryRelease.install(node, archives);
    await startPod('alice', POD_IMAGE);
  }, 900_000);

  afterAll(async () => {
    await node?.stop();
  }, 120_000);

  const startPod = async (name: string, image: string): Promise<void> => {
    await node.kubectl('run', name, '--image', image, '--restart', 'Never', '--image-pull-policy', 'Always');
    await node.kubectl('wait', '--for', 'condition=Ready', `pod/${name}`, '--timeout', '120s');
  };
  const shell = (pod: string, line: string) => node.kubectl('exec', pod, '--', 'sh', '-c', line);
  const idOf = (pod: string) =>
    node.kubectl('get', 'pod', pod, '--output', 'jsonpath={.status.containerStatuses[0].containerID}');

  /** Begins a commit that lasts, and waits until it has paused the container. */
  const beginLongCommit = async (repository: string): Promise<string> => {
    await shell('alice', `head -c ${LARGE_BYTES} /dev/urandom > /srv/large`);
    const id = await factory.commit(await idOf('alice'), repository);
    await until(
      'the commit to read the container',
      60,
      async () => (await factory.query(id))?.status === CommitStatus.COMMITTING,
    );
    return id;
  };

  /** Its processes run: a paused container answers no command. */
  const expectRunning = async (pod: string): Promise<void> => {
    expect(await until(`${pod} to run`, 60, () => shell(pod, 'echo runs').catch(() => undefined))).toBe('runs\n');
  };

  it.each([
    [`${runtime}://<id>`, () => idOf('alice')],
    ['pod:<namespace>/<pod>', () => Promise.resolve('pod:default/alice')],
    ['pod:<namespace>/<pod>/<container>', () => Promise.resolve('pod:default/alice/alice')],
  ])(
    'commits the container of a pod by %s',
    async (_, spelling) => {
      await shell('alice', 'mkdir -p /srv && echo kept > /srv/note');
      const commit = await factory.ended(await factory.commit(await spelling(), 'saved/alice:1'));
      expect(commit).toMatchObject({ status: 'SUCCEEDED', status_msg: expect.stringMatching(/^Committed directly/) });
    },
    300_000,
  );

  it('runs the image as a pod', async () => {
    await startPod('copy', `${NODE_REGISTRY}/saved/alice:1`);
    expect(await shell('copy', 'cat /srv/note')).toBe('kept\n');
  }, 300_000);

  it.each(['shield', 'agent'] as const)(
    'ends a commit although the pod of the %s is deleted meanwhile',
    async (service) => {
      const id = await beginLongCommit(`saved/without-${service}:1`);
      await factory.deletePods(service);
      expect(await factory.ended(id)).toMatchObject({ status: 'SUCCEEDED' });
      await factory.rolledOut();
      await expectRunning('alice');
    },
    900_000,
  );

  it('ends a commit although the release is upgraded meanwhile', async () => {
    const id = await beginLongCommit('saved/upgraded:1');
    await factory.upgrade('--set', 'agent.podAnnotations.upgraded=yes', '--set', 'shield.podAnnotations.upgraded=yes');
    expect(await factory.ended(id)).toMatchObject({ status: 'SUCCEEDED' });
    await expectRunning('alice');
  }, 900_000);

  it('is upgraded with the values of the first implementation', async () => {
    await node.kubectl('label', 'node', 'node', 'example.com/role=management');
    await factory.upgrade('--values', join(CHART, 'ci/first-chart-values.yaml'));
    const commit = await factory.ended(await factory.commit('pod:default/alice', 'saved/alice:first'));
    expect(commit).toMatchObject({ status: 'SUCCEEDED' });
  }, 900_000);

  it('leaves nothing behind when it is uninstalled', async () => {
    await factory.uninstall();
    await until('the pods to be gone', 180, async () => {
      const pods = await node.kubectl(
        'get',
        'pods',
        '--selector',
        'app.kubernetes.io/part-of=image-factory',
        '--output',
        'name',
      );
      return pods === '';
    });
    await expectRunning('alice');
    await expectRunning('copy');
  }, 300_000);
});
