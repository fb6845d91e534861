import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import { CommitRequest, CommitStatus } from '@image-factory/contracts';
import { ImageReference, RequestCredentials } from '@image-factory/docker';
import { FactoryError } from '@image-factory/errors';
import { Secrets } from '@image-factory/service';
import { filter, firstValueFrom, interval, merge, startWith, Subject, switchMap, takeUntil } from 'rxjs';
import { v7 as uuid, validate as isUuid } from 'uuid';
import { AgentClient } from '../agent-registry/agent.client.js';
import { AgentRegistryService } from '../agent-registry/agent-registry.service.js';
import { type Agent, nodeOf } from '../agent-registry/agent.js';
import { ShieldConfiguration } from '../config/shield-configuration.js';
import { CommitLedger } from './commit-ledger.js';
import type { CommitRecord } from './commit-record.js';
import { hasEnded } from './commit-state.js';
import { COMMIT_STORE, type CommitStore } from './commit-store.port.js';
import { CredentialVault } from './credential-vault.js';

/** How often a waiting caller looks for an end that another shield may have written, in milliseconds. */
const LOOK_AGAIN = 1_000;

/** Accepts saves and tells how they stand. */
@Injectable()
export class CommitService implements BeforeApplicationShutdown {
  private readonly stopping = new Subject<void>();

  constructor(
    private readonly configuration: ShieldConfiguration,
    private readonly agents: AgentRegistryService,
    private readonly client: AgentClient,
    private readonly ledger: CommitLedger,
    private readonly vault: CredentialVault,
    private readonly secrets: Secrets,
    @Inject(COMMIT_STORE) private readonly store: CommitStore,
  ) {}

  /**
   * Accepts a save: once this has resolved, it will end, be found and be true.
   * @throws FactoryError when the request is wrong, its agent is not online or the container is being saved already
   */
  async accept(request: CommitRequest, requestId: string): Promise<CommitRecord> {
    const forget = this.secrets.add(request.hub_pwd);
    return this.open(request, requestId).finally(forget);
  }

  private async open(request: CommitRequest, requestId: string): Promise<CommitRecord> {
    const reference = ImageReference.parse(request.image);
    await this.checkCredentials(request, reference);
    const agent = await this.agents.online(request.ip);
    const record = await this.recordOf(request, agent, requestId);
    const running = await this.ledger.open(record);
    if (!running) return record;
    const { container, ip } = request;
    throw new FactoryError(
      'commit_running',
      `Container ${container} on ${ip} is being saved already, as transaction ${running.id}.`,
      { extensions: { transaction_id: running.id } },
    );
  }

  /** Sends everybody who waits away; the saves go on. */
  beforeApplicationShutdown(): void {
    this.stopping.next();
  }

  /** The record of a save once it has ended. Resolves undefined if it is gone, or this shield is being stopped. */
  untilEnded(id: string): Promise<CommitRecord | undefined> {
    const hints = merge(this.ledger.changes.pipe(filter((record) => record.id === id)), interval(LOOK_AGAIN));
    const looks = hints.pipe(
      startWith(undefined),
      switchMap(() => this.store.find(id)),
    );
    const end = looks.pipe(
      filter((record) => !record || hasEnded(record)),
      takeUntil(this.stopping),
    );
    return firstValueFrom(end, { defaultValue: undefined });
  }

  /**
   * The record with a transaction id, or the newest one of a container string as it was posted.
   * @throws FactoryError `commit_not_found` when there is none, or it is past its time
   */
  async find(id: string): Promise<CommitRecord> {
    const record = (isUuid(id) && (await this.store.find(id))) || (await this.store.findNewestOf(id));
    if (!record || this.isPastItsTime(record))
      throw new FactoryError('commit_not_found', `Commit ${id} was not found.`);
    return record.status === CommitStatus.INITIALIZED ? this.withPlace(record) : record;
  }

  /** Size of a container's whole file system in kB. */
  async size(ip: string, container: string): Promise<number> {
    const agent = await this.agents.online(ip);
    return this.client.size(agent.address, container);
  }

  /** So that what was sent cannot be wrong only when the save has begun. */
  private async checkCredentials(request: CommitRequest, { registry }: ImageReference): Promise<void> {
    const { hub_user: username, hub_pwd: password, hub_addr: address } = request;
    await new RequestCredentials({ username, password, address }).find(registry);
  }

  private async recordOf(request: CommitRequest, agent: Agent, requestId: string): Promise<CommitRecord> {
    const { ip, container, image, author = '', note = '' } = request;
    const id = uuid();
    const now = Date.now();
    return {
      id,
      ip,
      container,
      image,
      author,
      note,
      node: nodeOf(agent),
      containerKey: await this.containerKey(agent, container),
      status: CommitStatus.INITIALIZED,
      statusMsg: 'accepted',
      acceptedAt: now,
      changedAt: now,
      heardAt: now,
      dispatchAt: now,
      handOverFailures: 0,
      attempt: 1,
      seq: 0,
      credentials: this.vault.seal(request, id),
      requestId,
      version: 1,
    };
  }

  /** The full id where the agent can tell it, so that a name and an id of one container are seen as the same. */
  private async containerKey(agent: Agent, container: string): Promise<string> {
    const id = await this.client.identity(agent.address, container);
    return id ?? `${nodeOf(agent)}/${container.replace(/^docker:\/\//, '')}`;
  }

  private isPastItsTime(record: CommitRecord): boolean {
    return hasEnded(record) && record.changedAt < Date.now() - this.configuration.max_commit_exist_time * 1000;
  }

  private async withPlace(record: CommitRecord): Promise<CommitRecord> {
    const place = await this.store.placeInQueue(record);
    return { ...record, statusMsg: `${record.statusMsg}; place ${place} in the queue of its node` };
  }
}
