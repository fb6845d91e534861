import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { BASE_IMAGE, Cluster, FileTree, type NodeContainer } from '../sandbox/index.js';
import { median } from './median.js';

const run = promisify(execFile);

/** How large it is. */
export interface OverheadOptions {
  /** Changed bytes in each container. */
  readonly bytes: number;
  readonly rounds: number;
}

/** What the way through shield and agent may add: this part and so many milliseconds. */
const ADDED_PART = 0.02;
const ADDED_MILLISECONDS = 300;

/**
 * The same save by hand, `docker commit` and `docker push`, and through shield and agent in the engine's way, in turns.
 * Each save has a container with new content of its own, so that no layer is known to the registry.
 *
 * @returns whether the medians differ by no more than is allowed
 */
export async function overhead({ bytes, rounds }: OverheadOptions): Promise<boolean> {
  console.log(
    `commit and push of ${(bytes / 1e6).toFixed(0)} MB, by hand and through shield and agent, ${rounds} rounds`,
  );
  await using cluster = await Cluster.start({ agent: { save_mode: 'engine' } });
  const ways = { hand: [] as number[], factory: [] as number[] };
  // The first save of each way is not counted: it warms caches and sends the base layer.
  for (let round = 0; round <= rounds; round++) {
    const order = round % 2 === 0 ? (['hand', 'factory'] as const) : (['factory', 'hand'] as const);
    for (const way of order) {
      const milliseconds = await saveOnce(cluster, way, bytes, `bench/${way}-${round}`);
      if (round > 0) ways[way].push(milliseconds);
      console.log(`  ${round === 0 ? 'warm-up' : `round ${round}`}  ${way.padEnd(8)} ${milliseconds.toFixed(0)} ms`);
    }
  }
  return told(ways.hand, ways.factory);
}

async function saveOnce(cluster: Cluster, way: 'hand' | 'factory', bytes: number, repository: string): Promise<number> {
  const container = await cluster.engine.run({ image: BASE_IMAGE });
  try {
    const image = cluster.registry.image(`${repository}:v1`);
    await fill(container, bytes);
    const begin = performance.now();
    await (way === 'hand' ? byHand : throughFactory)(cluster, container.name, image);
    const milliseconds = performance.now() - begin;
    // The agent removes the image that it has made by itself.
    if (way === 'hand') await cluster.engine.removeImage(image);
    return milliseconds;
  } finally {
    await container.remove();
  }
}

/** Fills a container and waits until that is on disk, so that no way pays for what was written before it. */
async function fill(container: NodeContainer, bytes: number): Promise<void> {
  using tree = new FileTree().bulk('/home/user/bulk', { bytes });
  await container.put(tree);
  await run('sync');
}

async function byHand({ engine }: Cluster, container: string, image: string): Promise<void> {
  // An empty configuration: the logins of whoever runs the bench are none of its business.
  const options = { env: { PATH: process.env.PATH, DOCKER_HOST: engine.host, DOCKER_CONFIG: '/nonexistent' } };
  await run('docker', ['commit', container, image], options);
  await run('docker', ['push', '--quiet', image], options);
}

async function throughFactory({ shield, agent }: Cluster, container: string, image: string): Promise<void> {
  const { success, msg } = await shield.client.commitSync({ ip: agent.ip, container, image });
  if (!success) throw new Error(`The save of ${container} has failed: ${msg}`);
}

function told(byHand: readonly number[], throughFactory: readonly number[]): boolean {
  const [hand, factory] = [median(byHand), median(throughFactory)];
  const allowed = hand * ADDED_PART + ADDED_MILLISECONDS;
  const holds = factory - hand <= allowed;
  console.log(`  by hand        ${hand.toFixed(0)} ms (median), ${spread(byHand)}`);
  console.log(`  shield, agent  ${factory.toFixed(0)} ms (median), ${spread(throughFactory)}`);
  console.log(
    `  ratio ${(factory / hand).toFixed(3)}, added ${(factory - hand).toFixed(0)} ms, ` +
      `allowed ${allowed.toFixed(0)} ms: ${holds ? 'holds' : 'does not hold'}`,
  );
  return holds;
}

function spread(figures: readonly number[]): string {
  return `${Math.min(...figures).toFixed(0)} to ${Math.max(...figures).toFixed(0)}`;
}
