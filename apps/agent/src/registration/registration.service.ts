import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { AGENT_FEATURES, type AgentRegistration } from '@image-factory/contracts';
import { FactoryError } from '@image-factory/errors';
import { VERSION } from '@image-factory/service';
import { CommitService } from '../commit/commit.service.js';
import { NodeIdentity } from '../node/node-identity.js';
import { ShieldClient } from '../shield/shield.client.js';
import { StatusOutbox } from '../shield/status-outbox.js';

/** Interval of registrations, in milliseconds. */
const REGISTER_EVERY = 30_000;

/** Initial back-off after a round without a successful registration, in milliseconds; doubles each time. */
const SHORTEST_WAIT = 1_000;

/** Limit on the running commits in a registration. */
const MAX_RUNNING = 1_000;

const REGISTERED = 'registered';

/** Keeps the agent registered under every ip of the node. */
@Injectable()
export class RegistrationService implements OnApplicationShutdown {
  private readonly logger = new Logger(RegistrationService.name);
  private readonly outcomes = new Map<string, string>();
  private round?: Promise<void>;
  private retry?: NodeJS.Timeout;
  private wait = SHORTEST_WAIT;
  private stopped = false;
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
  @Interval(REGISTER_EVERY)
  register(): Promise<void> {
    this.round ??= this.registerAll().finally(() => (this.round = undefined));
    return this.round;
  }

  onApplicationShutdown(): void {
    this.stopped = true;
    clearTimeout(this.retry);
  }

  private async registerAll(): Promise<void> {
    clearTimeout(this.retry);
    const addresses = this.node.addresses();
    if (addresses.length === 0) this.note('', 'The node has no IPv4 address that identifies it; set node_ip.');
    const node_id = await this.node.nodeId();
    const rest = { node_id, boot_id: this.node.bootId, version: VERSION, features: AGENT_FEATURES };
    const taken = await Promise.all(addresses.map((one) => this.registerAs({ ...one, ...rest })));
    this.registered = taken.includes(true);
    if (this.registered) this.onRegistered();
    else this.retrySoon();
  }

  private async registerAs(registration: AgentRegistration): Promise<boolean> {
    try {
      const running = this.commits.unacknowledged().slice(0, MAX_RUNNING);
      await this.shield.register({ ...registration, running });
      this.note(registration.ip, REGISTERED);
      return true;
    } catch (error) {
      this.note(registration.ip, FactoryError.from(error).logText);
      return false;
    }
  }

  private onRegistered(): void {
    this.wait = SHORTEST_WAIT;
    this.outbox.hurry();
  }

  private retrySoon(): void {
    if (this.stopped || this.wait >= REGISTER_EVERY) return;
    this.retry = setTimeout(() => void this.register(), this.wait);
    this.wait *= 2;
  }

  /** Logs changes only. */
  private note(ip: string, outcome: string): void {
    if (this.outcomes.get(ip) === outcome) return;
    this.outcomes.set(ip, outcome);
    if (outcome === REGISTERED) this.logger.log({ ip }, 'registered with the shield');
    else this.logger.warn({ ip, reason: outcome }, 'not registered with the shield');
  }
}
