import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { ContainerPreview } from '@image-factory/contracts';
import { Cluster, type NodeContainer } from '../sandbox/index.js';
import { makeManyFiles } from './direct/hard-cases.js';
import { machine } from './setup/machine.js';

jest.setTimeout(600_000);

const FILES = 200_000;
/** Maximum duration of a preview of this number of files, in seconds. */
const MAX_SECONDS = 10;

describe('the preview of a large container', () => {
  const { engine, registry } = machine();
  let cluster: Cluster;
  let container: NodeContainer;

  beforeAll(async () => {
    container = await engine.run({ name: 'preview-large' });
    const { Data: data } = (await container.inspect()).GraphDriver;
    makeManyFiles((data as unknown as { MergedDir: string }).MergedDir, FILES);
    cluster = await Cluster.start({ engine, registry });
  });

  afterAll(async () => {
    await container?.remove();
    await cluster?.stop();
  });

  it(`of ${FILES} files takes less than ${MAX_SECONDS} s, also while they change`, async () => {
    const busy = container.shell('for n in $(seq 1 20000); do echo $n > /draft-$n; rm /draft-$n; done');
    const began = performance.now();
    const path = `/v2/agents/${cluster.agent.ip}/containers/${container.name}/preview`;
    const { status, body } = await cluster.shield.client.get<ContainerPreview>(path);
    const seconds = (performance.now() - began) / 1000;
    process.stdout.write(`A preview of ${FILES} files took ${seconds.toFixed(1)} s.\n`);
    expect([status, body.layer?.complete, body.strategy]).toEqual([200, true, 'direct']);
    expect(body.layer.files).toBeGreaterThanOrEqual(FILES);
    expect(seconds).toBeLessThan(MAX_SECONDS);
    await busy;
  });
});
