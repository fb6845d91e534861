import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { type NewCommit, CommitStatus, withoutPrefix } from '@image-factory/contracts';
import { Exclusions } from '@image-factory/commit';
import { ImageReference, RequestCredentials } from '@image-factory/oci';
import { FactoryError } from '@image-factory/errors';
import { requestContext, Secrets, traced } from '@image-factory/service';
import { SpanKind } from '@opentelemetry/api';
import { v7 as uuid } from 'uuid';
import { AgentClient } from '../../agent-registry/agent.client.js';
import { AgentRegistryService } from '../../agent-registry/agent-registry.service.js';
import { type Agent, demandExclusions, nodeOf } from '../../agent-registry/agent.js';
import { CommitLedger } from '../state/commit-ledger.js';
import type { CommitRecord } from '../state/commit-record.js';
import { CommitRecords } from '../state/commit-records.js';
import { CredentialVault } from '../state/credential-vault.js';

/** Accepts commits. */
@Injectable()
export class CommitIntake {
  constructor(
    private readonly agents: AgentRegistryService,
    private readonly client: AgentClient,
    private readonly ledger: CommitLedger,
    private readonly records: CommitRecords,
    private readonly vault: CredentialVault,
    private readonly secrets: Secrets,
  ) {}

  /**
   * Accepts a commit in the context of its request. Once this resolves, the commit is durable, can be queried and will end.
   *
   * @param key idempotency key: repeating the request returns the same commit
   * @throws FactoryError if the request is invalid, its agent is offline, the container has a running commit, or the
   *   key belongs to another request
   */
  async accept(request: NewCommit, key?: string): Promise<CommitRecord> {
    const forget = this.secrets.add(request.hub_pwd);
    const span = { kind: SpanKind.SERVER, attributes: { 'image_factory.node': request.ip } };
    return traced('accept', span, () => this.open(request, key)).finally(forget);
  }

  private async open(request: NewCommit, key: string | undefined): Promise<CommitRecord> {
    // A repeated request is answered even if its agent is offline now.
    const repeated = key === undefined ? undefined : await this.records.findByKey(key);
    if (repeated) return sameRequest(repeated, request);
    const agent = await this.checked(request);
    const record = { ...(await this.recordOf(request, agent)), idempotencyKey: key };
    const running = await this.ledger.open(record);
    if (!running) return record;
    // Two identical requests have arrived concurrently.
    if (key !== undefined && running.idempotencyKey === key) return sameRequest(running, request);
    const { container, ip } = request;
    throw new FactoryError(
      'commit_running',
      `Container ${container} on ${ip} already has the running commit ${running.id}.`,
      { extensions: { transaction_id: running.id } },
    );
  }

  /** Rejects an invalid request before the commit begins. @returns the agent of the node */
  private async checked(request: NewCommit): Promise<Agent> {
    const { registry } = ImageReference.parse(request.image);
    Exclusions.parse({ exclude: request.exclude, redactEnv: request.redact_env });
    const { hub_user: username, hub_pwd: password, hub_addr: address } = request;
    const credentials = new RequestCredentials({ username, password, address });
    credentials.demandWhole();
    await credentials.find(registry);
    const agent = await this.agents.online(request.ip);
    demandExclusions(agent, exclusionsOf(request));
    return agent;
  }

  private async recordOf(request: NewCommit, agent: Agent): Promise<CommitRecord> {
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
      ...exclusionsOf(request),
      node: nodeOf(agent),
      containerKey: await this.containerKey(agent, container),
      status: CommitStatus.INITIALIZED,
      statusMsg: 'accepted',
      acceptedAt: now,
      changedAt: now,
      heardAt: now,
      dispatchAt: now,
      dispatchFailures: 0,
      attempt: 1,
      seq: 0,
      credentials: this.vault.seal(request, id),
      ...requestContext(),
      version: 1,
    };
  }

  /** The full id if the agent can resolve it, so that a name and an id of one container have the same key. */
  private async containerKey(agent: Agent, container: string): Promise<string> {
    const id = await this.client.identity(agent.address, container);
    return id ?? `${nodeOf(agent)}/${withoutPrefix(container)}`;
  }
}

/** An empty list is equivalent to none. */
function exclusionsOf({
  exclude = [],
  redact_env: redactEnv = [],
}: NewCommit): Pick<CommitRecord, 'exclude' | 'redactEnv'> {
  return {
    exclude: exclude.length > 0 ? exclude : undefined,
    redactEnv: redactEnv.length > 0 ? redactEnv : undefined,
  };
}

/** @throws FactoryError `idempotency_key_reused` */
function sameRequest(record: CommitRecord, request: NewCommit): CommitRecord {
  const { ip, container, image, author = '', note = '' } = request;
  const requested: Partial<CommitRecord> = { ip, container, image, author, note, ...exclusionsOf(request) };
  const names = Object.keys(requested) as (keyof CommitRecord)[];
  if (names.every((name) => isDeepStrictEqual(requested[name], record[name]))) return record;
  throw new FactoryError(
    'idempotency_key_reused',
    `The Idempotency-Key belongs to another request, commit ${record.id}.`,
  );
}
