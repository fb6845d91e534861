import { setTimeout as sleep } from 'node:timers/promises';
import type { V1Commit, CommitStatus } from '@image-factory/contracts';
import { Hopeless } from '../../sandbox/index.js';
import { type BigContainer, BULK, runBigContainer } from './big-container.js';
import type { FaultStage } from './fault-stage.js';
import type { Moment } from './moment.js';
import { hashInLastLayer } from './registry-content.js';
import type { VictimName } from './victim.js';

/** Downtime of a victim, in milliseconds. */
const DEAD_FOR = 2_000;

/** Timeout of a commit after all components are back, in seconds. */
const TIMEOUT_S = 150;

/** Number of commits to start until one of them is killed at the planned moment. */
const TRIES = 10;

const TAG = 'v1';

/** Outcome of one fault. */
export interface FaultOutcome {
  readonly victim: VictimName;
  readonly moment: string;
  /** Status of the commit when the victim was killed. */
  readonly phase: `${CommitStatus}`;
  /** The ended commit; undefined if it was lost or never ended. */
  readonly commit?: V1Commit;
  /** From the acceptance of the commit to its end. */
  readonly seconds: number;
  /** Violated guarantees; empty if all hold. */
  readonly broken: readonly string[];
}

/** The fault to inject, and its time. */
export interface FaultPlan {
  readonly victim: VictimName;
  readonly moment: Moment;
  /** Changed bytes in the container, in MiB. */
  readonly megabytes: number;
}

let rounds = 0;

/** Starts a commit, kills a victim during it, restarts the victim, and checks all guarantees. */
export async function fault(stage: FaultStage, plan: FaultPlan): Promise<FaultOutcome> {
  const big = await runBigContainer(stage.engine, plan.megabytes);
  try {
    for (let tries = 1; ; tries++) {
      const outcome = await strike(stage, plan, big).catch((error: unknown) => missed(error, tries));
      if (outcome) return outcome;
    }
  } finally {
    await big.container.remove();
  }
}

/** A commit may pass its moment before it is observed. Then nothing was killed, and another commit is tried. */
function missed(error: unknown, tries: number): undefined {
  if (!(error instanceof Hopeless) || tries === TRIES) throw error;
}

async function strike(stage: FaultStage, { victim, moment }: FaultPlan, big: BigContainer): Promise<FaultOutcome> {
  const shield = stage.cluster.shield.client;
  const repository = `faults/round-${++rounds}`;
  const order = {
    ip: stage.cluster.agent.ip,
    container: big.container.name,
    image: stage.registry.image(`${repository}:${TAG}`),
  };
  const { transaction_id: id, msg } = await shield.commitAsync(order);
  if (id === undefined) throw new Error(`The commit was not accepted: ${msg}`);
  const start = performance.now();
  const phase = await moment.reached(shield, id);

  const mortal = stage.victim(victim);
  await mortal.kill();
  await sleep(DEAD_FOR);
  await mortal.restart();

  const broken: string[] = [];
  const commit = await shield.ended(id, undefined, TIMEOUT_S).catch((error: Error) => void broken.push(error.message));
  const seconds = (performance.now() - start) / 1000;
  broken.push(...(await falsehoods(stage, repository, big, commit ?? undefined)));
  broken.push(...(await harm(victim, big)));
  return { victim, moment: moment.name, phase, commit: commit ?? undefined, seconds, broken };
}

/** A single crash of one victim leaves retries: the commit must succeed, and its result must be correct. */
async function falsehoods(stage: FaultStage, repository: string, big: BigContainer, commit?: V1Commit) {
  if (!commit) return [];
  const status: `${CommitStatus}` = commit.status;
  if (status !== 'SUCCEEDED') return [`${status}: ${commit.error_code}: ${commit.status_msg}`];
  const digest = await stage.registry.digest(repository, TAG);
  if (digest === undefined) return ['SUCCEEDED without a manifest in the registry'];
  if (digest !== commit.digest) return [`the registry has ${digest}, the record ${commit.digest}`];
  const sha256 = await hashInLastLayer(stage.registry, repository, TAG, BULK).catch((error: Error) => error.message);
  return sha256 === big.sha256 ? [] : [`the image has a wrong content: ${sha256}`];
}

/** A killed engine takes its containers down, and they stay down after its restart: this is not a fault of ours. */
async function harm(victim: VictimName, { container }: BigContainer): Promise<string[]> {
  const { Paused: paused, Running: running, Status: status } = (await container.inspect()).State;
  if (paused) return ['the container was left paused'];
  return running || victim === 'engine' ? [] : [`the container is ${status}`];
}
