import { isDeepStrictEqual } from 'node:util';
import { CommitStatus } from '@image-factory/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AgentProcess } from '../sandbox/agent-process.js';
import { Cluster } from '../sandbox/cluster.js';
import type { NodeContainer } from '../sandbox/node-container.js';
import { PrivateEngine } from '../sandbox/private-engine.js';
import { PrivateRegistry } from '../sandbox/private-registry.js';
import { until } from '../sandbox/until.js';
import { machine } from './setup/machine.js';

/** Failures are reported, and the container keeps running. */
describe('a commit that fails', () => {
  const { engine, registry } = machine();
  let cluster: Cluster;
  let container: NodeContainer;

  beforeAll(async () => {
    cluster = await Cluster.start({ engine, registry, agent: { push_patience: 4 } });
    container = await engine.run({ name: 'failures-notebook' });
  });

  afterAll(async () => {
    await container?.remove();
    await cluster?.stop();
  });

  function order(fields: object = {}) {
    return { ip: '127.0.0.2', container: container.name, image: registry.image('failures/alice:v1'), ...fields };
  }

  it('reports an unreachable registry, and leaves no image and no pause', async () => {
    const before = await engine.imageIds();
    const { transaction_id: id } = await cluster.shield.client.commitAsync(
      order({ image: '127.0.0.1:1/failures/alice:v1' }),
    );
    expect(await cluster.shield.client.ended(id!)).toMatchObject({
      status: 'FAILED',
      error_code: 'registry_unreachable',
    });
    expect(await engine.imageIds()).toEqual(before);
    expect(await container.isPaused()).toBe(false);
  });

  it('reports a registry that serves HTTP instead of HTTPS', async () => {
    const port = registry.address.split(':')[1];
    const image = `localhost.localdomain:${port}/failures/alice:v1`;
    const { transaction_id: id } = await cluster.shield.client.commitAsync(order({ image }));
    const commit = await cluster.shield.client.ended(id!);
    expect(commit.status).toBe('FAILED');
    expect(['registry_insecure', 'registry_unreachable']).toContain(commit.error_code);
  });

  it('ends when the registry dies during the push', async () => {
    await using mortal = await PrivateRegistry.start();
    const slow = await engine.run({ name: 'failures-slow' });
    try {
      await slow.shell('dd if=/dev/urandom of=/bulk bs=1M count=200 2>/dev/null');
      const image = mortal.registry.image('failures/alice:v1');
      const { transaction_id: id } = await cluster.shield.client.commitAsync(order({ container: slow.name, image }));
      await until(
        'the push',
        60,
        async () => (await cluster.shield.client.query(id!)).commit?.status === CommitStatus.PUSHING,
      );
      expect(await slow.isPaused()).toBe(false);
      await mortal.kill();
      const commit = await cluster.shield.client.ended(id!);
      expect(commit).toMatchObject({ status: 'FAILED', error_code: 'registry_unreachable' });
    } finally {
      await slow.remove();
    }
  });

  it('keeps the pause of a user', async () => {
    const paused = await engine.run({ name: 'failures-paused' });
    try {
      await engine.api.getContainer(paused.id).pause();
      const { transaction_id: id } = await cluster.shield.client.commitAsync(order({ container: paused.name }));
      expect((await cluster.shield.client.ended(id!)).status).toBe('SUCCEEDED');
      expect(await paused.isPaused()).toBe(true);
    } finally {
      await paused.remove();
    }
  });

  it('commits a stopped container', async () => {
    const stopped = await engine.run({ name: 'failures-stopped' });
    try {
      await stopped.write('/note.txt', 'kept');
      await engine.api.getContainer(stopped.id).kill();
      const { transaction_id: id } = await cluster.shield.client.commitAsync(order({ container: stopped.name }));
      expect((await cluster.shield.client.ended(id!)).status).toBe('SUCCEEDED');
    } finally {
      await stopped.remove();
    }
  });

  it.each([
    ['keeps an older image under the committed name if it fails', () => '127.0.0.1:1/failures/mine:v1', 'FAILED'],
    ['takes the committed name from an older image', () => registry.image('failures/mine:v1'), 'SUCCEEDED'],
  ])('%s', async (_, reference, status) => {
    const image = reference();
    const older = (await container.inspect()).Image;
    await engine.tag(older, image);
    const before = await engine.imageIds();
    const { transaction_id: id } = await cluster.shield.client.commitAsync(order({ image }));
    expect((await cluster.shield.client.ended(id!)).status).toBe(status);
    const isKept = status === 'FAILED';
    await until('the name to be kept or taken', 10, async () => (await engine.has(image)) === isKept);
    if (isKept) expect((await engine.api.getImage(image).inspect()).Id).toBe(older);
    await until('only the images from before to be there', 10, async () =>
      isDeepStrictEqual(await engine.imageIds(), before),
    );
    await engine.removeImage(image);
  });

  it('does not mix commits to one reference', async () => {
    const image = registry.image('failures/shared:v1');
    const containers = await Promise.all([1, 2, 3].map((n) => engine.run({ name: `failures-shared-${n}` })));
    try {
      await Promise.all(containers.map((each) => each.write('/who', each.name)));
      const answers = await Promise.all(
        containers.map(({ name }) => cluster.shield.client.commitAsync(order({ container: name, image }))),
      );
      const commits = await Promise.all(answers.map(({ transaction_id: id }) => cluster.shield.client.ended(id!)));
      expect(commits.map(({ status }) => status)).toEqual(['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED']);
      expect(new Set(commits.map(({ digest }) => digest)).size).toBe(3);
    } finally {
      await Promise.all(containers.map((each) => each.remove()));
    }
  });

  it('reports an unresponsive engine', async () => {
    await using other = await PrivateEngine.start();
    const agent = await AgentProcess.start({ shield: cluster.shield, engine: other.engine, ip: '127.0.0.9' });
    try {
      await agent.registered(cluster.shield);
      await other.kill();
      const answer = await cluster.shield.client.commitAsync(order({ ip: '127.0.0.9' }));
      expect(answer.success).toBe(false);
      expect(answer.msg).toMatch(/engine/i);
    } finally {
      await agent.stop();
    }
  });

  it('accepts containers of the same name on two nodes', async () => {
    await using other = await PrivateEngine.start();
    const twin = await other.engine.run({ name: container.name });
    await twin.write('/who', 'twin');
    const agent = await AgentProcess.start({ shield: cluster.shield, engine: other.engine, ip: '127.0.0.8' });
    try {
      await agent.registered(cluster.shield);
      const answers = await Promise.all([
        cluster.shield.client.commitAsync(order({ image: registry.image('failures/one:v1') })),
        cluster.shield.client.commitAsync(order({ ip: '127.0.0.8', image: registry.image('failures/two:v1') })),
      ]);
      expect(answers.map(({ success }) => success)).toEqual([true, true]);
      const commits = await Promise.all(answers.map(({ transaction_id: id }) => cluster.shield.client.ended(id!)));
      expect(commits.map(({ status }) => status)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
    } finally {
      await agent.stop();
      await twin.remove();
    }
  });
});
