import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import { CONTAINER_RUNTIME, type ContainerRuntime } from '@image-factory/runtime';
import { AgentConfiguration } from '../config/agent-configuration.js';
import { nodeAddresses } from './node-addresses.js';

/** How long the engine may take to tell its id, in milliseconds; a registration does not wait for longer. */
const PATIENCE = 2_000;

/** Who this agent is: its start, its node, and the addresses that it is reached at. */
@Injectable()
export class NodeIdentity {
  /** Id of this start of the agent: another one means that it has been restarted. */
  readonly bootId = uuid();

  private engineId?: string;

  constructor(
    private readonly configuration: AgentConfiguration,
    @Inject(CONTAINER_RUNTIME) private readonly runtime: ContainerRuntime,
  ) {}

  /**
   * Each ip of the node as it is now, with the address of the agent under it. The host of agent_address counts as one:
   * agents of the first implementation registered under it, too, and platforms may send it as the ip.
   */
  addresses(): { ip: string; address: string }[] {
    const { node_ip, agent_address, port } = this.configuration;
    const ips = new Set([...(node_ip ?? nodeAddresses()), ...ownHost(agent_address)]);
    return [...ips].map((ip) => ({ ip, address: agent_address ?? `http://${ip}:${port}` }));
  }

  /** Stable id of the node's engine; undefined as long as the engine has not answered. */
  async nodeId(): Promise<string | undefined> {
    this.engineId ??= await Promise.race([this.askEngine(), sleep(PATIENCE, undefined, { ref: false })]);
    return this.engineId;
  }

  private async askEngine(): Promise<string | undefined> {
    const info = await this.runtime.facts().catch(() => undefined);
    return info?.id || undefined;
  }
}

/** Host and port as they are set. An address with a path is a gateway's, whose host does not name one node. */
function ownHost(address = ''): string[] {
  const host = /^https?:\/\/([^/?#]+)\/*$/i.exec(address)?.[1];
  return host === undefined ? [] : [host];
}
