import type { AgentRegistration, NewCommit, StatusReport } from '@image-factory/contracts';
import { Secrets } from '@image-factory/service';
import { AgentRegistryService } from '../agent-registry/agent-registry.service.js';
import type { AgentClient } from '../agent-registry/agent.client.js';
import { MemoryAgentStore } from '../agent-registry/stores/memory/memory-agent.store.js';
import { Cancellation } from '../commit/cancel/cancellation.js';
import { CommitIntake } from '../commit/intake/commit-intake.js';
import { ChangeFeed } from '../commit/progress/change-feed.js';
import { CommitEvents } from '../commit/progress/commit-events.js';
import { CommitReports } from '../commit/progress/commit-reports.js';
import { ProgressCache } from '../commit/progress/progress-cache.js';
import { CommitLookup } from '../commit/query/commit-lookup.js';
import { CommitLedger } from '../commit/state/commit-ledger.js';
import type { CommitRecord } from '../commit/state/commit-record.js';
import { CommitRecords } from '../commit/state/commit-records.js';
import { CredentialVault, SecretBox } from '../commit/state/credential-vault.js';
import { MemoryCommitStore } from '../commit/state/stores/memory/memory-commit.store.js';
import { WebhookDeliveries } from '../commit/state/webhook-deliveries.js';
import { ShieldConfiguration } from '../config/shield-configuration.js';
import type { Channel } from '../platform/channel/channel.port.js';
import { ProcessChannel } from '../platform/channel/process.channel.js';
import { MemoryDeliveryStore } from '../webhook/stores/memory/memory-delivery.store.js';
import { WebhookSettings } from '../webhook/webhook-settings.js';
import { FakeAgent } from './fake-agent.js';

/** The ip of the registered agent. */
export const NODE_IP = '10.0.0.1';

/** The core of a shield on the memory stores, wired as the modules wire it, with a fake agent. It starts no timers. */
export class ShieldCore {
  readonly configuration: ShieldConfiguration;
  readonly agent = new FakeAgent();
  readonly client = this.agent as unknown as AgentClient;
  readonly secrets = new Secrets();
  readonly vault = new CredentialVault(new SecretBox('a key of the tests'));
  readonly deliveries = new MemoryDeliveryStore();
  readonly agents = new AgentRegistryService(new MemoryAgentStore(), this.client);
  readonly ledger: CommitLedger;
  readonly records: CommitRecords;
  readonly cancellation: Cancellation;
  readonly progress: ProgressCache;
  readonly reports: CommitReports;
  readonly feed: ChangeFeed;
  readonly events: CommitEvents;
  readonly lookup: CommitLookup;
  readonly intake: CommitIntake;

  /** @param channel to other shields */
  constructor(configuration: Partial<ShieldConfiguration> = {}, channel: Channel = new ProcessChannel()) {
    this.configuration = Object.assign(new ShieldConfiguration(), configuration);
    const store = new MemoryCommitStore(this.deliveries);
    this.ledger = new CommitLedger(store, new WebhookDeliveries(WebhookSettings.from(this.configuration)));
    this.records = new CommitRecords(this.configuration, store);
    this.cancellation = new Cancellation(this.agents, this.client, this.ledger, this.records);
    this.progress = new ProgressCache(this.ledger);
    this.reports = new CommitReports(this.ledger, this.progress, this.cancellation);
    this.feed = new ChangeFeed(this.ledger, this.progress, this.records, channel);
    this.events = new CommitEvents(this.feed, this.progress, this.records);
    this.lookup = new CommitLookup(this.records, this.progress);
    this.intake = new CommitIntake(this.agents, this.client, this.ledger, this.records, this.vault, this.secrets);
  }

  /** Registers the agent of a node. */
  register(fields: Partial<AgentRegistration> = {}): Promise<void> {
    const { bootId } = this.agent;
    const registration = { ip: NODE_IP, address: 'http://10.0.0.1:9002', boot_id: bootId, running: [], ...fields };
    return this.agents.register(registration);
  }

  /** Posts a commit of a container. */
  post(container: string, fields: Partial<NewCommit> = {}, key?: string): Promise<CommitRecord> {
    const image = `registry.example.com/alice/${container}:latest`;
    return this.intake.accept({ ip: NODE_IP, container, image, ...fields }, key);
  }

  /** Posts a commit that the agent then accepts. @returns its id */
  async dispatched(container: string): Promise<string> {
    const { id } = await this.post(container);
    await this.ledger.apply(id, { kind: 'dispatch', at: Date.now(), bootId: this.agent.bootId });
    return id;
  }

  /** Receives a report of the agent about a first attempt. */
  report(transaction: string, status: StatusReport['status'], fields: Partial<StatusReport> = {}): Promise<void> {
    const report = { transaction, status, status_msg: 'working', attempt: 1, boot_id: this.agent.bootId, ...fields };
    return this.reports.take(report);
  }
}
