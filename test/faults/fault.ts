import { setTimeout as sleep } from 'node:timers/promises';
import type { Commit, CommitStatus } from '@image-factory/contracts';
import { Hopeless } from '../../sandbox/index.js';
import { type BigContainer, BULK, runBigContainer } from './big-container.js';
import type { FaultStage } from './fault-stage.js';
import type { Moment } from './moment.js';
import { hashInLastLayer } from './registry-content.js';
import type { VictimName } from './victim.js';

/** How long a victim stays dead, in milliseconds. */
const DEAD_FOR = 2_000;

/** How long a save may take from the moment in which everything is back, in seconds. */
const PATIENCE = 150;

/** How many saves are begun to meet the moment in one of them. */
const TRIES = 10;

const TAG = 'v1';

/** What came of one fault. */
export interface FaultOutcome {
  readonly victim: VictimName;
  readonly moment: string;
  /** Status of the save when the victim died. */
  readonly phase: `${CommitStatus}`;
  /** How the save ended; undefined when it was lost or never ended. */
  readonly commit?: Commit;
  /** From the answer that the save is accepted to its end. */
  readonly seconds: number;
  /** What does not hold that must hold; empty when all is well. */
  readonly broken: readonly string[];
}

/** What is to be broken, and when. */
export interface FaultPlan {
  readonly victim: VictimName;
  readonly moment: Moment;
  /** Bytes that the container has changed, in MiB. */
  readonly megabytes: number;
}

let rounds = 0;

/** Starts a save, kills a victim in the middle, brings it back and sees whether all that was promised holds. */
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

/** A save may be past its moment before anybody has seen that come: nothing was killed then, and another one may do. */
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
  if (id === undefined) throw new Error(`The save was not accepted: ${msg}`);
  const start = performance.now();
  const phase = await moment.reached(shield, id);

  const mortal = stage.victim(victim);
  await mortal.kill();
  await sleep(DEAD_FOR);
  await mortal.restart();

  const broken: string[] = [];
  const commit = await shield.ended(id, undefined, PATIENCE).catch((error: Error) => void broken.push(error.message));
  const seconds = (performance.now() - start) / 1000;
  broken.push(...(await falsehoods(stage, repository, big, commit ?? undefined)));
  broken.push(...(await harm(victim, big)));
  return { victim, moment: moment.name, phase, commit: commit ?? undefined, seconds, broken };
}

/** One victim that died once has left attempts: nothing but success is right, and that only where it is true. */
async function falsehoods(stage: FaultStage, repository: string, big: BigContainer, commit?: Commit) {
  if (!commit) return [];
  const status: `${CommitStatus}` = commit.status;
  if (status !== 'SUCCEEDED') return [`${status}: ${commit.error_code}: ${commit.status_msg}`];
  const digest = await stage.registry.digest(repository, TAG);
  if (digest === undefined) return ['SUCCEEDED without a manifest in the registry'];
  if (digest !== commit.digest) return [`the registry has ${digest}, the record ${commit.digest}`];
  const sha256 = await hashInLastLayer(stage.registry, repository, TAG, BULK).catch((error: Error) => error.message);
  return sha256 === big.sha256 ? [] : [`the image has a wrong content: ${sha256}`];
}

/** An engine takes its containers with it when it is killed, and they stay down when it is back: that is not ours. */
async function harm(victim: VictimName, { container }: BigContainer): Promise<string[]> {
  const { Paused: paused, Running: running, Status: status } = (await container.inspect()).State;
  if (paused) return ['the container was left paused'];
  return running || victim === 'engine' ? [] : [`the container is ${status}`];
}
