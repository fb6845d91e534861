/**
 * Compares commits by the engine strategy (commit and push) with direct commits, in alternation.
 *
 * Usage: npm run bench:save -- [--runtime docker|containerd] [--sizes 1,350,1000] [--rounds 3] [--changed 10]
 *   [--plot FILE]
 * Sizes are in MB of changed files; `--changed` is the size of the changes before the second commit.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  DirectCommit,
  EngineCommit,
  PauseGuard,
  RegistryManifestVerifier,
  type CommitObserver,
  type CommitStrategy,
} from '@image-factory/commit';
import { ImageReference } from '@image-factory/oci';
import { Folder, PrivateRegistry, stopAll } from '../sandbox/index.js';
import { median } from './median.js';
import { type Cost, costOf } from './save/cost.js';
import { writeMixedFiles } from './save/mixed-files.js';
import { type BenchNode, type RuntimeName, startNode } from './save/node.js';
import { plot } from './save/plot.js';

const { values } = parseArgs({
  options: {
    runtime: { type: 'string', default: 'docker' },
    sizes: { type: 'string', default: '1,350,1000' },
    rounds: { type: 'string', default: '3' },
    changed: { type: 'string', default: '10' },
    plot: { type: 'string' },
  },
});
const MB = 1e6;
const rounds = Number(values.rounds);
const changed = Number(values.changed);

type StrategyName = 'engine' | 'direct';
type Step = 'first' | 'second';
type Costs = Record<Step, Record<StrategyName, Cost[]>>;

interface Bench {
  readonly engine: EngineCommit;
  readonly direct: DirectCommit;
  readonly node: BenchNode;
  /** Address of the registry. */
  readonly registry: string;
}

async function benchSize({ node, registry, ...strategies }: Bench, megabytes: number): Promise<Costs> {
  const costs: Costs = { first: { engine: [], direct: [] }, second: { engine: [], direct: [] } };
  // Discard the first round, which warms caches.
  for (let round = 0; round <= rounds; round++) {
    const container = await node.run();
    const { pid } = await node.runtime.containers.find(container.id);
    const order: StrategyName[] = round % 2 === 0 ? ['engine', 'direct'] : ['direct', 'engine'];
    for (const step of ['first', 'second'] as const) {
      const bytes = (step === 'first' ? megabytes : Math.min(changed, megabytes / 4)) * MB;
      writeMixedFiles(join(`/proc/${pid}/root`, step), bytes);
      // Sync, so that no measurement includes earlier writes.
      execFileSync('sync');
      for (const strategy of order) {
        const name = `${registry}/bench/${strategy}-${megabytes}-${round}:${step}`;
        const cost = await costOf(node.pids, (observer) => commit(strategies[strategy], container.id, name, observer));
        // Wait for the cleanup of the engine commit, so that it does not affect the next measurement.
        await strategies.engine.settled();
        if (round > 0) costs[step][strategy].push(cost);
        console.log(`${megabytes} MB, round ${round || 'of warming up'}, ${step} commit, ${strategy}: ${text(cost)}`);
        execFileSync('sync');
      }
    }
    await container.remove();
  }
  return costs;
}

function commit(strategy: CommitStrategy, containerId: string, name: string, observer: CommitObserver) {
  const task = { transaction: 'bench', containerId, reference: ImageReference.parse(name), credentials: undefined };
  return strategy.commit(task, observer, new AbortController().signal);
}

function text({ time, pause, cpu, written }: Cost): string {
  return `${time.toFixed(2)} s, paused ${pause.toFixed(2)} s, CPU ${cpu.toFixed(2)} s, written ${(written / MB).toFixed(1)} MB`;
}

function medians(costs: readonly Cost[]): Cost {
  const of = (key: keyof Cost): number => median(costs.map((cost) => cost[key]));
  return { time: of('time'), pause: of('pause'), cpu: of('cpu'), written: of('written') };
}

/** Cost ratio of the engine strategy to the direct strategy, by medians. */
function row(name: string, engine: Cost, direct: Cost): string {
  const ratio = (key: keyof Cost): string => `${(engine[key] / direct[key]).toFixed(1)}×`;
  const seconds = (key: 'time' | 'pause' | 'cpu'): string =>
    `${engine[key].toFixed(2)} → ${direct[key].toFixed(2)} s (${ratio(key)})`;
  const disk = `${(engine.written / MB).toFixed(0)} → ${(direct.written / MB).toFixed(1)} MB`;
  return `| ${name} | ${seconds('time')} | ${seconds('pause')} | ${seconds('cpu')} | ${disk} |`;
}

try {
  const start = startNode[values.runtime as RuntimeName] as (typeof startNode)[RuntimeName] | undefined;
  if (!start) throw new Error(`--runtime is docker or containerd, not ${values.runtime}.`);
  const { registry } = await PrivateRegistry.start();
  const node = await start(registry);
  const { runtime } = node;
  const state = new Folder('s');
  const guard = new PauseGuard(runtime, state.path);
  const engine = new EngineCommit(runtime, guard, new RegistryManifestVerifier(runtime.registryTrust));
  const direct = new DirectCommit(runtime, guard, { stateDirectory: state.path });
  const { version } = await runtime.facts();
  const rows = ['| commit | time | paused | CPU | written to disk |', '|---|---|---|---|---|'];
  const bars = [];
  for (const size of values.sizes.split(',').map(Number)) {
    const costs = await benchSize({ engine, direct, node, registry: registry.address }, size);
    for (const step of ['first', 'second'] as const) {
      const [byEngine, directly] = [medians(costs[step].engine), medians(costs[step].direct)];
      rows.push(row(`${size} MB, ${step}`, byEngine, directly));
      bars.push({ label: `${size} MB, ${step}, commit + push`, seconds: byEngine.time, colour: '#9aa5b1' });
      bars.push({ label: 'direct', seconds: directly.time, colour: '#2f7ed8' });
    }
  }
  state.remove();
  console.log(
    `\nMedians of ${rounds} rounds on ${values.runtime} ${version}, ${node.engineStrategy} → direct commit:\n`,
  );
  console.log(rows.join('\n'));
  if (values.plot) {
    mkdirSync(dirname(values.plot), { recursive: true });
    writeFileSync(values.plot, plot('Seconds until the image is in the registry', bars));
  }
} finally {
  await stopAll();
}
