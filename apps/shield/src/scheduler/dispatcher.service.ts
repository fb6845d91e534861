import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { FactoryError } from '@image-factory/errors';
import { Backoff, settledWithin } from '@image-factory/resilience';
import { inRequestContext, Secrets, traced } from '@image-factory/service';
import { SpanKind } from '@opentelemetry/api';
import { merge, type Subscription } from 'rxjs';
import { AgentClient } from '../agent-registry/agent.client.js';
import { AgentRegistryService } from '../agent-registry/agent-registry.service.js';
import { demandExclusions } from '../agent-registry/agent.js';
import { CommitLedger } from '../commit/state/commit-ledger.js';
import type { CommitRecord } from '../commit/state/commit-record.js';
import { CredentialVault } from '../commit/state/credential-vault.js';
import { ShieldConfiguration } from '../config/shield-configuration.js';

/** Duration of a claim: longer than any dispatch. */
const CLAIM_TIMEOUT_MS = 30_000;

/** Shutdown limit on waiting for agents; an interrupted claim is dispatched again when it expires. */
const SHUTDOWN_TIMEOUT_MS = 1_000;

/** Limit on the commits of one claim. */
const MAX_BATCH = 100;

/** Delay between the dispatch attempts of a commit: about two minutes in total. */
const DISPATCH_BACKOFF = new Backoff({ initialMs: 1_000, maxMs: 15_000, retries: 12 });

/** Dispatches queued commits to their agents, in order of acceptance and up to the limit per node. */
@Injectable()
export class DispatcherService implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(DispatcherService.name);
  private subscription?: Subscription;
  private draining?: Promise<void>;
  private readonly dispatching = new Set<Promise<void>>();
  private again = false;
  private stopped = false;

  constructor(
    private readonly configuration: ShieldConfiguration,
    private readonly agents: AgentRegistryService,
    private readonly client: AgentClient,
    private readonly ledger: CommitLedger,
    private readonly vault: CredentialVault,
    private readonly secrets: Secrets,
  ) {}

  onApplicationBootstrap(): void {
    this.subscription = merge(this.ledger.changes, this.agents.registrations).subscribe(() => void this.dispatch());
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    this.subscription?.unsubscribe();
    const dispatched = Promise.resolve(this.draining).then(() => Promise.all(this.dispatching));
    await settledWithin(dispatched, SHUTDOWN_TIMEOUT_MS);
  }

  /** Dispatches all due commits. A call during a running round adds one more round. */
  @Interval(1_000)
  dispatch(): Promise<void> {
    this.again = true;
    this.draining ??= this.drain().finally(() => (this.draining = undefined));
    return this.draining;
  }

  private async drain(): Promise<void> {
    while (this.again && !this.stopped) {
      this.again = false;
      const now = Date.now();
      const rules = {
        now,
        until: now + CLAIM_TIMEOUT_MS,
        perNode: this.configuration.max_commits_per_node,
        limit: MAX_BATCH,
      };
      const claimed = await this.ledger.claim(rules).catch((error: unknown) => this.claimFailed(error));
      if (claimed.length === MAX_BATCH) this.again = true;
      for (const record of claimed) this.begin(record);
    }
  }

  private begin(record: CommitRecord): void {
    const dispatching = inRequestContext(record, () => this.dispatchRecord(record))
      .catch((error: unknown) => this.logger.error({ transaction: record.id, err: error }, 'unexpected error'))
      .finally(() => this.dispatching.delete(dispatching));
    this.dispatching.add(dispatching);
  }

  private async dispatchRecord(record: CommitRecord): Promise<void> {
    let forget = () => {};
    try {
      const agent = await this.agents.online(record.ip);
      // The agent may have changed since the commit was accepted.
      demandExclusions(agent, record);
      const request = this.requestOf(record);
      forget = this.secrets.add(request.hub_pwd);
      const attributes = { 'image_factory.transaction': record.id, 'image_factory.attempt': record.attempt };
      const answer = await traced('dispatch', { kind: SpanKind.CLIENT, attributes }, () =>
        this.client.commit(agent.address, request),
      );
      await this.ledger.apply(record.id, { kind: 'dispatch', at: Date.now(), bootId: answer.boot_id });
    } catch (error) {
      await this.dispatchFailed(record, FactoryError.from(error));
    } finally {
      forget();
    }
  }

  private requestOf(record: CommitRecord) {
    const { id, attempt, container, image, author, note, exclude, redactEnv } = record;
    return {
      transaction: id,
      attempt,
      container,
      image,
      author,
      note,
      exclude,
      blank_env: redactEnv,
      ...this.vault.open(record),
    };
  }

  /** Retries retryable failures up to the limit; any other failure fails the commit. */
  private async dispatchFailed({ id, dispatchFailures }: CommitRecord, error: FactoryError): Promise<void> {
    const at = Date.now();
    if (error.code === 'internal') {
      this.logger.error({ transaction: id, err: error.cause ?? error }, 'unexpected error');
    }
    const retry = error.retryable ? DISPATCH_BACKOFF.after(dispatchFailures + 1) : undefined;
    if (retry) {
      this.logger.warn({ transaction: id, reason: error.logText }, `commit not dispatched, ${retry.toString()}`);
      const until = at + retry.delayMs;
      await this.ledger.apply(id, { kind: 'back-off', at, until, reason: `waiting: ${error.message}` });
    } else {
      await this.ledger.apply(id, { kind: 'fail', at, code: error.code, reason: error.message, hint: error.ownHint });
    }
  }

  private claimFailed(error: unknown): CommitRecord[] {
    this.logger.error(error, 'queued commits could not be read');
    return [];
  }
}
