import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { Cluster, importBaseImage, memoryOf, type NodeContainer } from '../sandbox/index.js';
import { makeManyFiles } from './direct/hard-cases.js';
import { machine } from './setup/machine.js';

jest.setTimeout(600_000);

const FILES = 200_000;
/** Above 8 GiB, the size limit of a plain tar header. */
const LARGE = 9 * 2 ** 30;
const LAST = 'the last bytes';
/** Maximum memory of the agent, in bytes. */
const MEMORY = 200e6;

/** Large in all dimensions: many files, and a file that is larger than any buffer. */
describe('a large container', () => {
  const { engine, registry } = machine();
  const [base, first, second] = ['base:1', 'saved:1', 'saved:2'].map((name) => registry.image(`large/${name}`));
  let cluster: Cluster;
  let container: NodeContainer;

  beforeAll(async () => {
    cluster = await Cluster.start({ engine, registry, agent: { save_mode: 'direct' } });
    await importBaseImage(engine.api, { reference: base });
    await engine.push(base!);
    container = await engine.run({ image: base });
    const { Data: data } = (await container.inspect()).GraphDriver;
    makeManyFiles((data as unknown as { MergedDir: string }).MergedDir, FILES);
    await container.shell(`printf '${LAST}' | dd of=/large bs=1 seek=${LARGE - LAST.length}`);
    execFileSync('sync');
  });

  afterAll(async () => {
    await container?.remove();
    await cluster?.stop();
    for (const image of [second!, base!]) await engine.removeImage(image);
  });

  async function save(image: string): Promise<string> {
    const { ip } = cluster.agent;
    const { msg } = await cluster.shield.client.commitSync({ ip, container: container.name, image });
    return msg;
  }

  it(`is committed, and again as a delta, with less than ${MEMORY / 1e6} MB`, async () => {
    expect(await save(first!)).toContain('all changes of the container');
    await container.shell('echo new > /new; rm /many/d0/e0/f0');
    expect(await save(second!)).toContain('the changes since the last commit');
    const memory = memoryOf(cluster.agent.pid, 'ever');
    process.stdout.write(`The agent took ${(memory / 1e6).toFixed(0)} MB.\n`);
    expect(memory).toBeLessThan(MEMORY);
  });

  it('is complete in its image', async () => {
    await engine.pull(second!);
    const copy = await engine.run({ image: second });
    try {
      const output = await copy.shell(
        'find /many -type f | wc -l; ls /many/d0/e0 | grep -cx f0; cat /new; stat -c %s /large; tail -c 14 /large',
      );
      expect(output.split('\n')).toEqual([`${FILES - 1}`, '0', 'new', `${LARGE}`, LAST]);
    } finally {
      await copy.remove();
    }
  });
});
