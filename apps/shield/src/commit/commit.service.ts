import { isDeepStrictEqual } from 'node:util';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { type CommitOrder, CommitStatus, withoutSlash } from '@image-factory/contracts';
import { Omissions } from '@image-factory/commit';
import { ImageReference, RequestCredentials } from '@image-factory/oci';
import { FactoryError } from '@image-factory/errors';
import { Secrets, traced } from '@image-factory/service';
import { SpanKind } from '@opentelemetry/api';
import { filter, firstValueFrom, interval, merge, ReplaySubject, startWith, switchMap, takeUntil, timer } from 'rxjs';
import { v7 as uuid, validate as isUuid } from 'uuid';
import { AgentClient } from '../agent-registry/agent.client.js';
import { AgentRegistryService } from '../agent-registry/agent-registry.service.js';
import { type Agent, nodeOf } from '../agent-registry/agent.js';
import { ShieldConfiguration } from '../config/shield-configuration.js';
import { Cancellation } from './cancellation.js';
import { CommitLedger } from './commit-ledger.js';
import type { CommitRecord, CommitStanding } from './commit-record.js';
import { hasEnded } from './commit-state.js';
import { COMMIT_STORE, type CommitFilter, type CommitPage, type CommitStore } from './commit-store.port.js';
import { CredentialVault } from './credential-vault.js';
import { demandOmissions } from './demand-omissions.js';
import { ProgressCache } from './live/progress-cache.js';

/** Interval in which a waiting caller checks for an end that another shield has written, in milliseconds. */
const LOOK_AGAIN = 1_000;

/** Result of a query. */
export interface FoundCommit<Found extends CommitStanding = CommitStanding> {
  readonly record: Found;
  /** Place in the queue of its node, from 1, if it is queued. */
  readonly place?: number;
}

/** Origin of a request for a commit. */
export interface OrderOrigin {
  readonly requestId: string;
  /** The caller's span, in W3C Trace Context format. */
  readonly traceParent: string | undefined;
}

/** Accepts commits and answers queries. */
@Injectable()
export class CommitService implements OnModuleDestroy {
  /** Replays the shutdown, so that later callers do not wait either. */
  private readonly stopping = new ReplaySubject<void>(1);

  constructor(
    private readonly configuration: ShieldConfiguration,
    private readonly agents: AgentRegistryService,
    private readonly client: AgentClient,
    private readonly ledger: CommitLedger,
    private readonly live: ProgressCache,
    private readonly cancellation: Cancellation,
    private readonly vault: CredentialVault,
    private readonly secrets: Secrets,
    @Inject(COMMIT_STORE) private readonly store: CommitStore,
  ) {}

  /**
   * Accepts a commit. Once this resolves, the commit is durable, can be queried and will end.
   * @param key idempotency key: repeating the request returns the same commit
   * @throws FactoryError if the request is invalid, its agent is offline, the container has a running commit, or the
   *   key belongs to another request
   */
  async accept(request: CommitOrder, origin: OrderOrigin, key?: string): Promise<CommitRecord> {
    const forget = this.secrets.add(request.hub_pwd);
    const { requestId, traceParent: parent } = origin;
    const span = { parent, kind: SpanKind.SERVER, attributes: { 'image_factory.node': request.ip } };
    const open = (traceParent: string | undefined) => this.open(request, { requestId, traceParent }, key);
    return traced('accept', span, open).finally(forget);
  }

  private async open(request: CommitOrder, origin: OrderOrigin, key: string | undefined): Promise<CommitRecord> {
    const repeated = key === undefined ? undefined : await this.store.findByKey(key);
    if (repeated) return sameOrder(repeated, request);
    const reference = ImageReference.parse(request.image);
    Omissions.parse(request);
    await this.checkCredentials(request, reference);
    const agent = await this.agents.online(request.ip);
    demandOmissions(agent, omissionsOf(request));
    const record = { ...(await this.recordOf(request, agent, origin)), idempotencyKey: key };
    const running = await this.ledger.open(record);
    if (!running) return record;
    if (key !== undefined && running.idempotencyKey === key) return sameOrder(running, request);
    const { container, ip } = request;
    throw new FactoryError(
      'commit_running',
      `Container ${container} on ${ip} is being saved already, as transaction ${running.id}.`,
      { extensions: { transaction_id: running.id } },
    );
  }

  /** Releases all waiting callers; the commits continue. */
  onModuleDestroy(): void {
    this.stopping.next();
  }

  /**
   * The record of a commit once it has ended, or after `limit` milliseconds. Resolves undefined if it is gone, or this
   * shield shuts down.
   */
  async untilEnded(id: string, limit?: number): Promise<CommitRecord | undefined> {
    const hints = merge(this.ledger.changes.pipe(filter((record) => record.id === id)), interval(LOOK_AGAIN));
    const looks = hints.pipe(
      startWith(undefined),
      switchMap(() => this.store.find(id)),
    );
    const end = looks.pipe(
      filter((record) => !record || hasEnded(record)),
      takeUntil(limit === undefined ? this.stopping : merge(this.stopping, timer(limit))),
    );
    return firstValueFrom(end, { defaultValue: undefined });
  }

  /**
   * Status of the commit with an id, or of the latest commit of a container string as it was posted.
   * @throws FactoryError `commit_not_found` if there is none, or it has expired
   */
  async find(id: string): Promise<FoundCommit> {
    return (await this.look(id)) ?? notFound(id);
  }

  /** Like `find`, but returns undefined instead of an error. */
  async look(id: string): Promise<FoundCommit | undefined> {
    const record = (isUuid(id) && (await this.store.findStanding(id))) || (await this.store.findNewestOf(id));
    return this.found(record);
  }

  /**
   * The record with a commit id.
   * @throws FactoryError `commit_not_found` if there is none, or it has expired
   */
  async get(id: string): Promise<FoundCommit<CommitRecord>> {
    return (await this.found(await this.store.find(id))) ?? notFound(id);
  }

  /** The records that match a filter, newest first. */
  async list(filter: CommitFilter, page: CommitPage): Promise<CommitRecord[]> {
    const records = await this.store.list(filter, page);
    return records.map((record) => this.live.newest(record));
  }

  /** All unended records, oldest first. */
  async running(): Promise<CommitRecord[]> {
    const records = await this.store.findUnended();
    return records.map((record) => this.live.newest(record));
  }

  /**
   * Cancels a commit. Idempotent.
   * @param by requester, in words
   * @throws FactoryError `commit_not_found`, `commit_ended`, `cancel_unavailable`
   */
  async cancel(id: string, by: string): Promise<CommitRecord> {
    const { record } = await this.get(id);
    return this.cancellation.ask(record, by);
  }

  /** Size of a container's whole file system in kB. */
  async size(ip: string, container: string): Promise<number> {
    const agent = await this.agents.online(ip);
    return this.client.size(agent.address, container);
  }

  /** Reports invalid credentials at the request, not during the commit. */
  private async checkCredentials(request: CommitOrder, { registry }: ImageReference): Promise<void> {
    const { hub_user: username, hub_pwd: password, hub_addr: address } = request;
    const credentials = new RequestCredentials({ username, password, address });
    credentials.demandWhole();
    await credentials.find(registry);
  }

  private async recordOf(request: CommitOrder, agent: Agent, origin: OrderOrigin): Promise<CommitRecord> {
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
      ...omissionsOf(request),
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
      ...origin,
      version: 1,
    };
  }

  /** The full id if the agent can resolve it, so that a name and an id of one container have the same key. */
  private async containerKey(agent: Agent, container: string): Promise<string> {
    const id = await this.client.identity(agent.address, container);
    return id ?? `${nodeOf(agent)}/${withoutSlash(container.replace(/^docker:\/\//, ''))}`;
  }

  private isPastItsTime(record: CommitStanding): boolean {
    return hasEnded(record) && record.changedAt < Date.now() - this.configuration.max_commit_exist_time * 1000;
  }

  private async found<Found extends CommitStanding>(
    record: Found | undefined,
  ): Promise<FoundCommit<Found> | undefined> {
    if (!record || this.isPastItsTime(record)) return undefined;
    if (record.status === CommitStatus.INITIALIZED) return { record, place: await this.store.placeInQueue(record) };
    return { record: this.live.newest(record) };
  }
}

/** Message for an unknown commit id. */
export function unknownCommit(id: string): string {
  return `Commit ${id} was not found.`;
}

/** @throws FactoryError `commit_not_found` */
function notFound(id: string): never {
  throw new FactoryError('commit_not_found', unknownCommit(id));
}

/** An empty list is equivalent to none. */
function omissionsOf({
  exclude = [],
  blank_env: blankEnv = [],
}: CommitOrder): Pick<CommitRecord, 'exclude' | 'blankEnv'> {
  return {
    exclude: exclude.length > 0 ? exclude : undefined,
    blankEnv: blankEnv.length > 0 ? blankEnv : undefined,
  };
}

/** @throws FactoryError `idempotency_key_reused` */
function sameOrder(record: CommitRecord, order: CommitOrder): CommitRecord {
  const { ip, container, image, author = '', note = '' } = order;
  const ordered: Partial<CommitRecord> = { ip, container, image, author, note, ...omissionsOf(order) };
  const names = Object.keys(ordered) as (keyof CommitRecord)[];
  if (names.every((name) => isDeepStrictEqual(ordered[name], record[name]))) return record;
  throw new FactoryError(
    'idempotency_key_reused',
    `The Idempotency-Key belongs to another order, commit ${record.id}.`,
  );
}
