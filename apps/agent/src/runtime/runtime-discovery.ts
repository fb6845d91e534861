import { realpath } from 'node:fs/promises';
import { Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { FactoryError } from '@image-factory/errors';
import { settledWithin } from '@image-factory/resilience';
import type { ContainerRuntime, NodeRuntimes, OpenRuntime, RuntimeCandidate } from '@image-factory/runtime';

/** Interval of the search, because a runtime may start after the agent. */
const DISCOVERY_INTERVAL_MS = 30_000;

/** Timeout of the first call to a runtime. */
const ANSWER_TIMEOUT_MS = 2_000;

/** Finds the runtimes of the node. A runtime that was found once is expected: from then on, no answer is an outage. */
export class RuntimeDiscovery implements NodeRuntimes, OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger(RuntimeDiscovery.name);
  private readonly found = new Map<RuntimeCandidate, OpenRuntime>();
  private search?: Promise<void>;
  private lastSummary?: string;

  /** @param candidates in the order of preference */
  constructor(private readonly candidates: readonly RuntimeCandidate[]) {
    for (const candidate of candidates) if (candidate.isConfigured) this.found.set(candidate, candidate.open());
  }

  async onModuleInit(): Promise<void> {
    await this.discover();
  }

  /** Searches for the missing runtimes. Never fails. */
  @Interval(DISCOVERY_INTERVAL_MS)
  discover(): Promise<void> {
    this.search ??= this.discoverOnce().finally(() => (this.search = undefined));
    return this.search;
  }

  async serving(): Promise<readonly ContainerRuntime[]> {
    if (this.found.size === 0) await this.discover();
    const serving = this.candidates.flatMap((candidate) => this.found.get(candidate)?.runtime ?? []);
    if (serving.length > 0) return serving;
    const places = this.candidates.map(({ label }) => label).join(', ');
    throw new FactoryError('engine_unreachable', `No container runtime answers on this node; looked for ${places}.`);
  }

  onApplicationShutdown(): void {
    for (const opened of this.found.values()) opened.close?.();
  }

  private async discoverOnce(): Promise<void> {
    const missing = this.candidates.filter((candidate) => !this.found.has(candidate));
    // Sequential: a socket may belong to a runtime that the previous candidate has just opened.
    for (const candidate of missing) await this.openIfServing(candidate);
    this.logSummary();
  }

  private async openIfServing(candidate: RuntimeCandidate): Promise<void> {
    if (!(await this.isNewSocket(candidate))) return;
    const opened = candidate.open();
    const serves = await settledWithin(
      opened.serves().catch(() => false),
      ANSWER_TIMEOUT_MS,
    );
    if (serves) this.found.set(candidate, opened);
    else opened.close?.();
  }

  /** Whether the socket exists and is no other name of one that is in use, such as podman-docker's docker.sock. */
  private async isNewSocket({ socketPath }: RuntimeCandidate): Promise<boolean> {
    const path = await realPath(socketPath);
    const inUse = await Promise.all([...this.found.keys()].map((each) => realPath(each.socketPath)));
    return path !== undefined && !inUse.includes(path);
  }

  /** Logs changes only. */
  private logSummary(): void {
    const labels = (isFound: boolean): string[] =>
      this.candidates.filter((candidate) => this.found.has(candidate) === isFound).map(({ label }) => label);
    const [found, missing] = [labels(true).join(', '), labels(false)];
    if (found === this.lastSummary) return;
    this.lastSummary = found;
    if (found === '') this.logger.warn({ missing }, 'no container runtime found, retrying');
    else this.logger.log({ missing }, `using ${found}`);
  }
}

async function realPath(path: string | undefined): Promise<string | undefined> {
  return path === undefined ? undefined : realpath(path).catch(() => undefined);
}
