import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { AGENT_FEATURES, type AgentRegistration } from '@image-factory/contracts';
import { FactoryError } from '@image-factory/errors';
import { Backoff, type Retry, RetryTimer } from '@image-factory/resilience';
import { VERSION } from '@image-factory/service';
import { CommitService } from '../commit/commit.service.js';
import { NodeIdentity } from '../node/node-identity.js';
import { ShieldClient } from '../shield/shield.client.js';
import { StatusOutbox } from '../shield/status-outbox.js';

/** Interval of registrations. */
const REGISTER_EVERY_MS = 30_000;

/** After rounds without a successful registration. */
const ROUND_BACKOFF = new Backoff({ initialMs: 1_000, maxMs: REGISTER_EVERY_MS });

/** Limit on the running commits in a registration. */
const MAX_RUNNING = 1_000;

const REGISTERED = 'registered';

/** Keeps the agent registered under every ip of the node. */
@Injectable()
export class RegistrationService implements OnApplicationShutdown {
  private readonly logger = new Logger(RegistrationService.name);
  private readonly outcomes = new Map<string, string>();
  private readonly retries = new RetryTimer(ROUND_BACKOFF, () => void this.register());
  private round?: Promise<void>;
  private registered = false;

  constructor(
    private readonly shield: ShieldClient,
    private readonly outbox: StatusOutbox,
    private readonly commits: CommitService,
    private readonly node: NodeIdentity,
  ) {}

  /** Whether the shield has accepted a registration of the last round. */
  get isRegistered(): boolean {
    return this.registered;
  }

  /** Registers under every ip; backs off briefly while the shield accepts none. The agent must already listen. */
  @Interval(REGISTER_EVERY_MS)
  register(): Promise<void> {
    this.round ??= this.registerAll().finally(() => (this.round = undefined));
    return this.round;
  }

  onApplicationShutdown(): void {
    this.retries.close();
  }

  private async registerAll(): Promise<void> {
    const addresses = this.node.addresses();
    const node_id = await this.node.nodeId();
    const rest = { node_id, boot_id: this.node.bootId, version: VERSION, features: AGENT_FEATURES };
    const rounds = addresses.map(async (one) => [one.ip, await this.registerAs({ ...one, ...rest })] as const);
    const outcomes = await Promise.all(rounds);
    if (outcomes.length === 0) outcomes.push(['', 'The node has no IPv4 address that identifies it; set node_ip.']);
    this.registered = outcomes.some(([, outcome]) => outcome === REGISTERED);
    const retry = this.registered ? undefined : this.retries.failed();
    if (this.registered) this.onRegistered();
    for (const [ip, outcome] of outcomes) this.note(ip, outcome, retry);
  }

  /** @returns the outcome for the log */
  private async registerAs(registration: AgentRegistration): Promise<string> {
    try {
      const running = this.commits.unacknowledged().slice(0, MAX_RUNNING);
      await this.shield.register({ ...registration, running });
      return REGISTERED;
    } catch (error) {
      return FactoryError.from(error).logText;
    }
  }

  private onRegistered(): void {
    this.retries.succeeded();
    this.outbox.hurry();
  }

  /** Logs changes only. */
  private note(ip: string, outcome: string, retry: Retry | undefined): void {
    if (this.outcomes.get(ip) === outcome) return;
    this.outcomes.set(ip, outcome);
    if (outcome === REGISTERED) this.logger.log({ ip }, 'registered with the shield');
    else
      this.logger.warn(
        { ip, reason: outcome },
        `not registered with the shield${retry ? `, ${retry.toString()}` : ''}`,
      );
  }
}
