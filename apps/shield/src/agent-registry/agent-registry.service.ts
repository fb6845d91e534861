import { Inject, Injectable, Logger } from '@nestjs/common';
import type { AgentRegistration } from '@image-factory/contracts';
import { FactoryError } from '@image-factory/errors';
import { Subject } from 'rxjs';
import { AgentClient } from './agent.client.js';
import { AGENT_STORE, type AgentStore } from './agent-store.port.js';
import type { Agent } from './agent.js';

/** An agent is online until it has missed three registrations. */
const ONLINE_FOR_MS = 90_000;

/** An offline agent is forgotten after a day. */
const REMEMBERED_FOR_MS = 86_400_000;

/** Maps each ip to the agent of that node. */
@Injectable()
export class AgentRegistryService {
  private readonly logger = new Logger(AgentRegistryService.name);
  private readonly registered = new Subject<AgentRegistration>();

  /** Every accepted registration. */
  readonly registrations = this.registered.asObservable();

  constructor(
    @Inject(AGENT_STORE) private readonly store: AgentStore,
    private readonly client: AgentClient,
  ) {}

  /**
   * Registers an agent after a successful call back.
   * @throws FactoryError `invalid_request` for an invalid address, `agent_unreachable` if the agent does not respond
   */
  async register(registration: AgentRegistration): Promise<void> {
    const { ip, node_id: nodeId, boot_id: bootId, version, features } = registration;
    const address = baseAddress(registration.address);
    await this.client.health(address);
    const known = await this.store.find(ip);
    await this.store.put({ ip, address, nodeId, bootId, version, features, seenAt: Date.now() });
    if (known?.address !== address || known.bootId !== bootId)
      this.logger.log({ ip, address, bootId }, 'agent registered');
    this.registered.next(registration);
  }

  /**
   * The agent of a node.
   * @throws FactoryError `agent_not_online`
   */
  async online(ip: string): Promise<Agent> {
    const agent = await this.find(ip);
    if (agent && this.isOnline(agent)) return agent;
    throw new FactoryError('agent_not_online', `The agent of ${ip} is not online.`);
  }

  /**
   * The agent of a node in the path of a call.
   * @throws FactoryError `agent_not_found` if none has registered for the ip, `agent_not_online`
   */
  async named(ip: string): Promise<Agent> {
    if (await this.find(ip)) return this.online(ip);
    throw new FactoryError('agent_not_found', `No agent has registered for ${ip}.`);
  }

  /** The agent that last registered for an ip, online or not. */
  find(ip: string): Promise<Agent | undefined> {
    return this.store.find(ip);
  }

  /** All known agents, by ip. */
  list(): Promise<Agent[]> {
    return this.store.list();
  }

  isOnline({ seenAt }: Agent): boolean {
    return seenAt >= onlineSince();
  }

  /** The number of known agents and of online agents; an agent with several ips counts once per ip. */
  async count(): Promise<{ readonly known: number; readonly online: number }> {
    const [known, online] = await Promise.all([this.store.countSeenSince(0), this.store.countSeenSince(onlineSince())]);
    return { known, online };
  }

  /** Removes the agents that have not registered for a day. */
  async forgetSilent(): Promise<void> {
    const removed = await this.store.removeUnseenSince(Date.now() - REMEMBERED_FOR_MS);
    for (const { ip, address } of removed) {
      this.logger.warn({ ip, address }, 'agent removed: no registration for a day');
    }
  }
}

function onlineSince(): number {
  return Date.now() - ONLINE_FOR_MS;
}

/** @throws FactoryError `invalid_request` */
function baseAddress(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    throw new FactoryError('invalid_request', 'address must be an http or https URL.');
  }
  if (url.username || url.password) throw new FactoryError('invalid_request', 'address must not carry credentials.');
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}
