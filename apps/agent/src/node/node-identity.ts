import { settledWithin } from '@image-factory/resilience';
import { CONTAINER_RUNTIME, type ContainerRuntime } from '@image-factory/runtime';
import { Inject, Injectable, Module } from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import { AgentConfiguration } from '../config/agent-configuration.js';
import { RuntimeModule } from '../runtime/runtime.module.js';
import { nodeAddresses } from './node-addresses.js';

/** Timeout of the runtime's id; a registration does not wait longer. */
const ID_TIMEOUT_MS = 2_000;

/** Identity of this agent: its start, its node, and its addresses. */
@Injectable()
export class NodeIdentity {
  /** Id of this start of the agent; a restart changes it. */
  readonly bootId = uuid();

  private engineId?: string;

  constructor(
    private readonly configuration: AgentConfiguration,
    @Inject(CONTAINER_RUNTIME) private readonly runtime: ContainerRuntime,
  ) {}

  /**
   * The current ips of the node, each with the address of the agent under it. The host of agent_address counts as one:
   * agents of the first implementation also registered under it, and platforms may send it as the ip.
   */
  addresses(): { ip: string; address: string }[] {
    const { node_ip, agent_address, port } = this.configuration;
    const ips = new Set([...(node_ip ?? nodeAddresses()), ...ownHost(agent_address)]);
    return [...ips].map((ip) => ({ ip, address: agent_address ?? `http://${ip}:${port}` }));
  }

  /** Stable id of the node's runtime; undefined until the runtime has responded. */
  async nodeId(): Promise<string | undefined> {
    this.engineId ??= await settledWithin(this.askEngine(), ID_TIMEOUT_MS);
    return this.engineId;
  }

  private async askEngine(): Promise<string | undefined> {
    const info = await this.runtime.facts().catch(() => undefined);
    return info?.id || undefined;
  }
}

/**
 * Host and port of the configured address. An address with a path belongs to a gateway, whose host identifies no node.
 */
function ownHost(address = ''): string[] {
  const host = /^https?:\/\/([^/?#]+)\/*$/i.exec(address)?.[1];
  return host === undefined ? [] : [host];
}

/** Identity of the node. */
@Module({ imports: [RuntimeModule], providers: [NodeIdentity], exports: [NodeIdentity] })
export class NodeModule {}
