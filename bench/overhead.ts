import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { BASE_IMAGE, Cluster, FileTree, type NodeContainer } from '../sandbox/index.js';
import { median } from './median.js';

const run = promisify(execFile);

/** Size of the benchmark. */
export interface OverheadOptions {
  /** Changed bytes in each container. */
  readonly bytes: number;
  readonly rounds: number;
}

/** Allowed overhead of shield and agent: a share of the time by hand, plus a constant. */
const ADDED_SHARE = 0.02;
const ADDED_MS = 300;

/** By hand, or through shield and agent. */
type Path = 'hand' | 'factory';

/**
 * Compares `docker commit` and `docker push` by hand with an engine commit through shield and agent, in alternation.
 * Each commit uses a container with new content, so that the registry has none of its layers.
 *
 * @returns whether the difference of the medians is within the limit
 */
export async function overhead({ bytes, rounds }: OverheadOptions): Promise<boolean> {
  console.log(
    `commit and push of ${(bytes / 1e6).toFixed(0)} MB, by hand and through shield and agent, ${rounds} rounds`,
  );
  await using cluster = await Cluster.start({ agent: { save_mode: 'engine' } });
  const durations = { hand: [] as number[], factory: [] as number[] };
  // Discard the first commit of each kind: it warms caches and pushes the base layer.
  for (let round = 0; round <= rounds; round++) {
    const order = round % 2 === 0 ? (['hand', 'factory'] as const) : (['factory', 'hand'] as const);
    for (const path of order) {
      const milliseconds = await commitOnce(cluster, path, bytes, `bench/${path}-${round}`);
      if (round > 0) durations[path].push(milliseconds);
      console.log(`  ${round === 0 ? 'warm-up' : `round ${round}`}  ${path.padEnd(8)} ${milliseconds.toFixed(0)} ms`);
    }
  }
  return printResult(durations.hand, durations.factory);
}

async function commitOnce(cluster: Cluster, path: Path, bytes: number, repository: string): Promise<number> {
  const container = await cluster.engine.run({ image: BASE_IMAGE });
  try {
    const image = cluster.registry.image(`${repository}:v1`);
    await fill(container, bytes);
    const begin = performance.now();
    await (path === 'hand' ? byHand : throughFactory)(cluster, container.name, image);
    const milliseconds = performance.now() - begin;
    // The agent removes the image that it created.
    if (path === 'hand') await cluster.engine.removeImage(image);
    return milliseconds;
  } finally {
    await container.remove();
  }
}

/** Fills a container and syncs the data to disk, so that no measurement includes earlier writes. */
async function fill(container: NodeContainer, bytes: number): Promise<void> {
  using tree = new FileTree().bulk('/home/user/bulk', { bytes });
  await container.put(tree);
  await run('sync');
}

async function byHand({ engine }: Cluster, container: string, image: string): Promise<void> {
  // Use an empty configuration, so that the caller's logins have no effect.
  const options = { env: { PATH: process.env.PATH, DOCKER_HOST: engine.host, DOCKER_CONFIG: '/nonexistent' } };
  await run('docker', ['commit', container, image], options);
  await run('docker', ['push', '--quiet', image], options);
}

async function throughFactory({ shield, agent }: Cluster, container: string, image: string): Promise<void> {
  const { success, msg } = await shield.client.commitSync({ ip: agent.ip, container, image });
  if (!success) throw new Error(`The commit of ${container} failed: ${msg}`);
}

function printResult(byHand: readonly number[], throughFactory: readonly number[]): boolean {
  const [hand, factory] = [median(byHand), median(throughFactory)];
  const allowed = hand * ADDED_SHARE + ADDED_MS;
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
