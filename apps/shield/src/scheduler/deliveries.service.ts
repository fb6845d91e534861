import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Backoff } from '@image-factory/resilience';
import { inRequestContext, traced } from '@image-factory/service';
import { SpanKind } from '@opentelemetry/api';
import { filter, type Subscription } from 'rxjs';
import { CommitLedger } from '../commit/state/commit-ledger.js';
import { hasEnded } from '../commit/state/commit-state.js';
import { TASK_LOCK, type TaskLock } from '../platform/task-lock/task-lock.port.js';
import { type Delivery, DELIVERY_STORE, type DeliveryStore } from '../webhook/delivery-store.port.js';
import { WebhookMetrics } from '../webhook/webhook-metrics.js';
import { WebhookSettings } from '../webhook/webhook-settings.js';
import { WebhookClient } from '../webhook/webhook.client.js';

/** Duration of a claim: longer than any attempt. */
const CLAIM_TIMEOUT_MS = 30_000;

/** Concurrent deliveries per receiver: a hanging receiver delays no other. */
const MAX_CONCURRENT = 4;

/** Delay between the attempts of a delivery. */
const DELIVERY_BACKOFF = new Backoff({ initialMs: 1_000, maxMs: 3_600_000 });

/** How long a delivery is retried. */
const MAX_AGE_MS = 86_400_000;

/** Delivers webhooks, each until its receiver has acknowledged it, for a day. */
@Injectable()
export class DeliveriesService implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(DeliveriesService.name);
  private readonly stopper = new AbortController();
  /** Attempts in progress, by receiver. */
  private readonly sending = new Map<string, Set<Promise<void>>>();
  /** The claim in progress, by receiver. */
  private readonly claiming = new Map<string, Promise<void>>();
  private subscription?: Subscription;

  constructor(
    private readonly settings: WebhookSettings,
    private readonly client: WebhookClient,
    private readonly metrics: WebhookMetrics,
    private readonly ledger: CommitLedger,
    @Inject(DELIVERY_STORE) private readonly store: DeliveryStore,
    @Inject(TASK_LOCK) private readonly lock: TaskLock,
  ) {}

  onApplicationBootstrap(): void {
    this.subscription = this.ledger.changes.pipe(filter(hasEnded)).subscribe(() => this.deliver());
  }

  /** Aborts deliveries in progress; the next start or another shield retries them. */
  async onApplicationShutdown(): Promise<void> {
    this.subscription?.unsubscribe();
    this.stopper.abort();
    await Promise.all(this.claiming.values());
    await Promise.all([...this.sending.values()].flatMap((attempts) => [...attempts]));
  }

  /** Sends all due deliveries, up to the concurrency limit per receiver. */
  @Interval(1_000)
  deliver(): void {
    for (const url of this.settings.urls) {
      if (this.claiming.has(url)) continue;
      const claiming = this.claim(url)
        .catch((error: unknown) => this.logger.error(error, 'deliveries could not be read'))
        .finally(() => this.claiming.delete(url));
      this.claiming.set(url, claiming);
    }
  }

  /** Drops expired deliveries, including those of receivers that are no longer configured. */
  @Interval(60_000)
  async giveUpOld(): Promise<void> {
    await this.lock.exclusively('give-up-old-deliveries', async () => {
      const old = await this.store.removeCreatedBefore(Date.now() - MAX_AGE_MS);
      old.forEach((delivery) => this.expired(delivery, 'it is older than a day'));
    });
  }

  private async claim(url: string): Promise<void> {
    const underWay = this.sending.get(url) ?? new Set();
    this.sending.set(url, underWay);
    while (underWay.size < MAX_CONCURRENT && !this.stopper.signal.aborted) {
      const now = Date.now();
      const claimed = await this.store.claim({
        url,
        now,
        until: now + CLAIM_TIMEOUT_MS,
        limit: MAX_CONCURRENT - underWay.size,
      });
      if (claimed.length === 0) return;
      for (const delivery of claimed) {
        const attempt = inRequestContext(delivery, () => this.attempt(delivery))
          .catch((error: unknown) => this.logger.error(error, 'the outcome of a delivery could not be stored'))
          .finally(() => {
            underWay.delete(attempt);
            this.deliver();
          });
        underWay.add(attempt);
      }
    }
  }

  private async attempt(delivery: Delivery): Promise<void> {
    try {
      const attributes = { 'image_factory.transaction': delivery.commitId };
      await traced('webhook', { kind: SpanKind.CLIENT, attributes }, () =>
        this.client.send(delivery, this.stopper.signal),
      );
    } catch (error) {
      return this.failed(delivery, (error as Error).message);
    }
    await this.store.remove(delivery.id);
    this.metrics.delivered();
  }

  private async failed(delivery: Delivery, reason: string): Promise<void> {
    const { id, url, commitId, attempts, createdAt } = delivery;
    const now = Date.now();
    if (this.stopper.signal.aborted) return this.store.postpone(id, now);
    const retry = DELIVERY_BACKOFF.after(attempts)!;
    const dueAt = now + retry.delayMs;
    if (dueAt > createdAt + MAX_AGE_MS) {
      await this.store.remove(id);
      return this.expired(delivery, reason);
    }
    await this.store.postpone(id, dueAt);
    this.metrics.failed();
    const facts = { transaction: commitId, receiver: originOf(url), attempts, reason };
    // Logged once, not for each retry of a day.
    const message = `webhook not delivered yet, ${retry.toString()}`;
    if (attempts === 1) this.logger.warn(facts, message);
    else this.logger.debug(facts, message);
  }

  private expired(delivery: Delivery, reason: string): void {
    const { url, commitId, attempts } = delivery;
    this.metrics.givenUp();
    const facts = { transaction: commitId, receiver: originOf(url), attempts, reason };
    inRequestContext(delivery, () => this.logger.error(facts, 'webhook given up'));
  }
}

/** The rest of an address may be secret. */
function originOf(url: string): string {
  return new URL(url).origin;
}
