import { randomUUID } from 'node:crypto';
// A claim is moved aside before it is removed, since another agent may replace it at the same moment.
// eslint-disable-next-line no-restricted-imports -- no file is written by it
import { link, mkdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { KeyedMutex, pause } from '@image-factory/resilience';
import { type AgentProcess, isAlive, thisProcess } from '@image-factory/runtime';

/** Interval in which a claim is renewed, and limit on the age of one whose agent is not visible. */
const RENEW_EVERY_MS = 5_000;
const EXPIRY_MS = 20_000;
/** Interval of the checks whether another agent has released a container. */
const LOOK_EVERY_MS = 100;

/** A container that an agent may pause and resume. */
export interface ContainerClaim extends AgentProcess {
  /** Id of the commit. */
  readonly transaction: string;
  /** Distinguishes the claims of one agent. */
  readonly token: string;
}

/**
 * The claims of all agents of a node, one file per container: an agent neither pauses nor resumes a container that
 * another agent has claimed. The claim of a dead agent does not count; that of an agent in another pid namespace counts
 * while it is renewed.
 */
export class ContainerClaims {
  private readonly files = new KeyedMutex();

  /** @param directory the same for all agents of the node */
  constructor(private readonly directory: string) {}

  /**
   * Claims a container once no other agent claims it.
   *
   * @param onWait receives the claim of the other agent, once
   * @returns releases the claim; never fails
   * @throws the reason of the signal once it is aborted; NodeJS.ErrnoException if the folder cannot be written
   */
  async claim(
    containerId: string,
    transaction: string,
    onWait: (other: ContainerClaim) => void,
    signal: AbortSignal,
  ): Promise<() => Promise<void>> {
    const own = { ...(await thisProcess()), transaction, token: randomUUID() };
    for (let isWaiting = false; ; isWaiting = true) {
      const other = await this.files.run(containerId, () => this.place(containerId, own));
      if (!other) return this.renew(containerId, own.token);
      if (!isWaiting) onWait(other);
      await pause(LOOK_EVERY_MS, signal);
    }
  }

  /** The claim of another living agent on a container. */
  async ofOther(containerId: string): Promise<ContainerClaim | undefined> {
    const file = this.fileOf(containerId);
    const claim = await read(file);
    if (!claim || claim.pid === undefined) return undefined;
    const { pid, startTicks, namespace } = await thisProcess();
    if (claim.pid === pid && claim.startTicks === startTicks && claim.namespace === namespace) return undefined;
    return ((await isAlive(claim)) ?? (await isRenewed(file))) ? claim : undefined;
  }

  /** @returns the claim of another agent, which prevents this one */
  private async place(containerId: string, own: ContainerClaim): Promise<ContainerClaim | undefined> {
    const file = this.fileOf(containerId);
    const draft = draftOf(file);
    await mkdir(this.directory, { recursive: true, mode: 0o700 });
    await writeFile(draft, JSON.stringify(own), { mode: 0o600 });
    try {
      for (;;) {
        const isPlaced = await link(draft, file).then(
          () => true,
          (error: NodeJS.ErrnoException) => {
            if (error.code === 'EEXIST') return false;
            throw error;
          },
        );
        if (isPlaced) return undefined;
        const before = await read(file);
        const other = await this.ofOther(containerId);
        if (other) return other;
        await remove(file, before?.token);
      }
    } finally {
      await rm(draft, { force: true });
    }
  }

  private renew(containerId: string, token: string): () => Promise<void> {
    const file = this.fileOf(containerId);
    const timer = setInterval(() => {
      const now = new Date();
      utimes(file, now, now).catch(() => undefined);
    }, RENEW_EVERY_MS);
    timer.unref();
    return async () => {
      clearInterval(timer);
      await this.files.run(containerId, () => remove(file, token)).catch(() => undefined);
    };
  }

  private fileOf(containerId: string): string {
    return join(this.directory, containerId);
  }
}

async function read(file: string): Promise<ContainerClaim | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as ContainerClaim;
  } catch {
    return undefined;
  }
}

async function isRenewed(file: string): Promise<boolean> {
  const status = await stat(file).catch(() => undefined);
  return status !== undefined && Date.now() - status.mtimeMs < EXPIRY_MS;
}

/** Removes a claim unless another agent has replaced it meanwhile. */
async function remove(file: string, token: string | undefined): Promise<void> {
  const aside = draftOf(file);
  const isMoved = await rename(file, aside).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return false;
      throw error;
    },
  );
  if (!isMoved) return;
  if ((await read(aside))?.token !== token) await link(aside, file).catch(() => undefined);
  await rm(aside, { force: true });
}

function draftOf(file: string): string {
  return `${file}.${randomUUID()}.draft`;
}
