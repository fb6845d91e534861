import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ContainerList, ContainerPreview, Problem } from '@image-factory/contracts';
import {
  AgentProcess,
  type NodeContainer,
  type PodContainer,
  PrivateContainerd,
  ShieldProcess,
  until,
} from '../sandbox/index.js';
import { machine } from './setup/machine.js';

const IP = '127.0.0.2';

describe('an agent on a node with Docker and Kubernetes', () => {
  const { engine, registry } = machine();
  const base = registry.image('nodes/base:1');
  let containerd: PrivateContainerd;
  let shield: ShieldProcess;
  let agent: AgentProcess;
  let inPod: PodContainer;
  let inDocker: NodeContainer;

  beforeAll(async () => {
    containerd = await PrivateContainerd.start();
    shield = await ShieldProcess.start();
    agent = await AgentProcess.start({ shield, engine, containerd, ip: IP });
    await agent.registered(shield);
    containerd.ctr('images', 'tag', containerd.image.reference, base);
    containerd.ctr('images', 'push', '--plain-http', base);
    const pod = await containerd.pod({ name: 'notebook-0', namespace: 'alice' });
    inPod = await pod.start({ image: base });
    inDocker = await engine.run({ name: 'beside-kubernetes' });
  });

  afterAll(async () => {
    await inDocker?.remove();
    await agent?.stop();
    await shield?.stop();
    await containerd?.stop();
  });

  const commitOf = async (container: string, image: string) => {
    const { transaction_id: id, msg } = await shield.client.commitAsync({ ip: IP, container, image });
    if (!id) throw new Error(msg);
    return shield.client.ended(id);
  };

  const previewOf = (container: string) =>
    shield.client.get<ContainerPreview & Problem>(
      `/v2/agents/${IP}/containers/${encodeURIComponent(container)}/preview`,
    );

  it('logs at its start which runtimes it has found', () => {
    expect(agent.log).toMatch(
      new RegExp(`using Docker at unix://${engine.socket}, containerd at ${containerd.socket}`),
    );
  });

  it('lists the containers of both, each once, and no sandbox', async () => {
    const { items } = (await shield.client.get<ContainerList>(`/v2/agents/${IP}/containers`)).body;
    const inList = items.filter(({ id }) => id === inPod.id);
    expect(inList).toMatchObject([
      {
        name: 'alice/notebook-0/work',
        pod: { namespace: 'alice', name: 'notebook-0', container: 'work' },
        image: base,
        state: 'running',
      },
    ]);
    expect(items.filter(({ name }) => name === inDocker.name)).toHaveLength(1);
    expect(items.filter(({ name }) => name.startsWith('alice/'))).toHaveLength(1);
  });

  it.each<[string, (container: PodContainer) => string]>([
    ['containerd://<id>', ({ id }) => `containerd://${id}`],
    ['its id', ({ id }) => id],
    ['12 digits of its id', ({ id }) => id.slice(0, 12)],
    ['pod:<namespace>/<pod>', () => 'pod:alice/notebook-0'],
    ['pod:<namespace>/<pod>/<container>', () => 'pod:alice/notebook-0/work'],
    ['its name in lists', ({ name }) => name],
  ])('commits a container of Kubernetes by %s', async (_, spelling) => {
    await inPod.shell('mkdir -p /srv && echo saved > /srv/file');
    const commit = await commitOf(spelling(inPod), registry.image('nodes/alice:1'));
    expect(commit).toMatchObject({ status: 'SUCCEEDED', status_msg: expect.stringMatching(/^Committed directly/) });
    expect(await registry.digest('nodes/alice', '1')).toBe(commit.digest);
    expect(await inPod.state()).toBe(1);
  });

  it('commits a container of Docker', async () => {
    const commit = await commitOf(`docker://${inDocker.id}`, registry.image('nodes/docker:1'));
    expect(commit).toMatchObject({ status: 'SUCCEEDED' });
  });

  it('measures a container of Kubernetes, and previews its commit', async () => {
    const { success, size } = await shield.client.size(IP, 'pod:alice/notebook-0');
    expect({ success, isMeasured: size > 100 }).toEqual({ success: true, isMeasured: true });
    const { status, body } = await previewOf('alice/notebook-0/work');
    expect({ status, id: body.id, complete: body.layer?.complete }).toEqual({
      status: 200,
      id: inPod.id,
      complete: true,
    });
  });

  it.each([
    ['containerd://absent', 404, 'container_not_found', /no container absent in the namespace k8s\.io of containerd/],
    ['pod:alice/absent', 404, 'container_not_found', /no pod alice\/absent on this node/],
    ['docker://absent', 404, 'container_not_found', /no container absent on this node/],
    ['absent', 404, 'container_not_found', /no container absent/],
    ['pod:alice', 400, 'invalid_request', /pod:<namespace>\/<pod>\/<container>/],
  ])('refuses %s', async (container, status, code, detail) => {
    const answer = await previewOf(container);
    expect(answer).toMatchObject({ status, body: { code, detail: expect.stringMatching(detail) } });
  });

  it('refuses the containers of Kubernetes while containerd is away, and serves those of Docker', async () => {
    await containerd.kill();
    expect(await previewOf(`containerd://${'0'.repeat(64)}`)).toMatchObject({
      status: 503,
      body: { code: 'engine_unreachable', detail: expect.stringContaining(containerd.socket) },
    });
    expect(await previewOf(inDocker.name)).toMatchObject({ status: 200 });
    await containerd.restart();
    await until('the agent to reach containerd again', 30, async () => (await previewOf(inPod.id)).status === 200);
  });
});
