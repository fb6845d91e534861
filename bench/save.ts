/**
 * Compares engine commits (commit and push) with direct commits, in alternation.
 *
 * Usage: npm run bench:save -- [--sizes 1,350,1000] [--rounds 3] [--changed 10] [--plot FILE]
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
  type CommitStrategy,
  observing,
} from '@image-factory/commit';
import { DockerEngine, DockerHost, DockerRuntime } from '@image-factory/docker';
import { ImageReference } from '@image-factory/oci';
import { Folder, importBaseImage, PrivateEngine, PrivateRegistry, stopAll } from '../sandbox/index.js';
import { median } from './median.js';
import { costOf, withChildren, type Cost } from './save/cost.js';
import { writeMixedFiles } from './save/mixed-files.js';
import { plot } from './save/plot.js';

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '1,350,1000' },
    rounds: { type: 'string', default: '3' },
    changed: { type: 'string', default: '10' },
    plot: { type: 'string' },
  },
});
const MB = 1e6;
const rounds = Number(values.rounds);
const changed = Number(values.changed);

type Way = 'engine' | 'direct';
type Step = 'first' | 'second';
type Costs = Record<Step, Record<Way, Cost[]>>;

async function benchSize(parts: Parts, megabytes: number): Promise<Costs> {
  const costs: Costs = { first: { engine: [], direct: [] }, second: { engine: [], direct: [] } };
  // Discard the first round, which warms caches.
  for (let round = 0; round <= rounds; round++) {
    const container = await parts.node.engine.run({ image: parts.base });
    const { Data: data } = (await container.inspect()).GraphDriver;
    const root = (data as unknown as { MergedDir: string }).MergedDir;
    const ways: Way[] = round % 2 === 0 ? ['engine', 'direct'] : ['direct', 'engine'];
    for (const step of ['first', 'second'] as const) {
      writeMixedFiles(join(root, step), (step === 'first' ? megabytes : Math.min(changed, megabytes / 4)) * MB);
      // Sync, so that no measurement includes earlier writes.
      execFileSync('sync');
      for (const way of ways) {
        const cost = await costOf(parts.node.engine, parts.pids, container.id, () =>
          save(parts[way], container.id, `${parts.registry}/bench/${way}-${megabytes}-${round}:${step}`),
        );
        // Wait for the cleanup of the engine commit, so that it does not affect the next measurement.
        await parts.engine.settled();
        if (round > 0) costs[step][way].push(cost);
        console.log(`${megabytes} MB, round ${round || 'of warming up'}, ${step} commit, ${way}: ${told(cost)}`);
        execFileSync('sync');
      }
    }
    await container.remove();
  }
  return costs;
}

interface Parts {
  readonly engine: EngineCommit;
  readonly direct: DirectCommit;
  readonly node: PrivateEngine;
  readonly pids: readonly number[];
  readonly base: string;
  readonly registry: string;
}

function save(way: CommitStrategy, containerId: string, name: string): Promise<unknown> {
  const task = { transaction: 'bench', containerId, reference: ImageReference.parse(name), credentials: undefined };
  return way.commit(task, observing(), new AbortController().signal);
}

function told({ time, pause, cpu, written }: Cost): string {
  return `${time.toFixed(2)} s, paused ${pause.toFixed(2)} s, CPU ${cpu.toFixed(2)} s, written ${(written / MB).toFixed(1)} MB`;
}

function middle(costs: readonly Cost[]): Cost {
  const of = (key: keyof Cost): number => median(costs.map((cost) => cost[key]));
  return { time: of('time'), pause: of('pause'), cpu: of('cpu'), written: of('written') };
}

/** Cost ratio of engine commits to direct commits, by medians. */
function row(name: string, engine: Cost, direct: Cost): string {
  const ratio = (key: keyof Cost): string => `${(engine[key] / direct[key]).toFixed(1)}×`;
  const seconds = (key: 'time' | 'pause' | 'cpu'): string =>
    `${engine[key].toFixed(2)} → ${direct[key].toFixed(2)} s (${ratio(key)})`;
  const disk = `${(engine.written / MB).toFixed(0)} → ${(direct.written / MB).toFixed(1)} MB`;
  return `| ${name} | ${seconds('time')} | ${seconds('pause')} | ${seconds('cpu')} | ${disk} |`;
}

try {
  const node = await PrivateEngine.start();
  const { registry } = await PrivateRegistry.start();
  const state = new Folder('s');
  const base = `${registry.address}/bench/base:1`;
  await importBaseImage(node.engine.api, { reference: base });
  await node.engine.push(base);
  const runtime = new DockerRuntime(new DockerEngine(DockerHost.parse({ host: node.engine.host })));
  const guard = new PauseGuard(runtime, state.path);
  const ways = {
    engine: new EngineCommit(runtime, guard, new RegistryManifestVerifier(runtime.registryTrust)),
    direct: new DirectCommit(runtime, guard, { stateDirectory: state.path }),
  };
  const parts = { ...ways, node, pids: withChildren(node.pid), base, registry: registry.address };
  const rows = ['| commit | time | paused | CPU | written to disk |', '|---|---|---|---|---|'];
  const bars = [];
  for (const size of values.sizes.split(',').map(Number)) {
    const costs = await benchSize(parts, size);
    for (const step of ['first', 'second'] as const) {
      const [byEngine, directly] = [middle(costs[step].engine), middle(costs[step].direct)];
      rows.push(row(`${size} MB, ${step}`, byEngine, directly));
      bars.push({ label: `${size} MB, ${step}, commit + push`, seconds: byEngine.time, colour: '#9aa5b1' });
      bars.push({ label: 'direct', seconds: directly.time, colour: '#2f7ed8' });
    }
  }
  state.remove();
  console.log(`\nMedians of ${rounds} rounds, the engine's way → the direct one:\n\n${rows.join('\n')}`);
  if (values.plot) {
    mkdirSync(dirname(values.plot), { recursive: true });
    writeFileSync(values.plot, plot('Seconds until the image is in the registry', bars));
  }
} finally {
  await stopAll();
}
