import { Controller, Get, Inject, Param } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { AgentList, ContainerList, ContainerPath, ContainerPreview } from '@image-factory/contracts';
import { ForPlatformV2 } from '../platform/access/for-platform.js';
import { AgentClient } from './agent.client.js';
import { AgentRegistryService } from './agent-registry.service.js';
import { type Agent, demand } from './agent.js';
import { type CommitCount, NODE_LOAD, type NodeLoad } from './node-load.port.js';

const IDLE: CommitCount = { queued: 0, running: 0 };

/** Nodes and their containers. A node is listed once for each address that its agent registers. */
@ForPlatformV2()
@Controller('v2/agents')
export class NodesController {
  constructor(
    private readonly agents: AgentRegistryService,
    private readonly client: AgentClient,
    @Inject(NODE_LOAD) private readonly load: NodeLoad,
  ) {}

  /** All agents that have registered within a day, by address. */
  @ApiOperation({ summary: 'List the nodes' })
  @Get()
  async list(): Promise<AgentList> {
    const [agents, load] = await Promise.all([this.agents.list(), this.load.countUnendedByIp()]);
    return { items: agents.map((agent) => this.resource(agent, load.get(agent.ip) ?? IDLE)) };
  }

  /** All containers of a node, newest first, as its agent reports them now. */
  @ApiOperation({ summary: 'List the containers of a node' })
  @Get(':ip/containers')
  async containers(@Param('ip') ip: string): Promise<ContainerList> {
    const agent = await this.agents.named(ip);
    demand(agent, 'containers', 'list its containers');
    return { items: await this.client.containers(agent.address) };
  }

  /** Additions of a commit, possible secrets, and content that the image would not have. The container keeps running. */
  @ApiOperation({ summary: 'Preview a commit of a container' })
  @Get(':ip/containers/:container/preview')
  async preview(@Param() { ip, container }: ContainerPath): Promise<ContainerPreview> {
    const agent = await this.agents.named(ip);
    demand(agent, 'preview', 'preview a commit');
    const { way: strategy, ...content } = await this.client.preview(agent.address, container);
    return { ...content, strategy };
  }

  private resource(agent: Agent, { queued, running }: CommitCount): AgentList['items'][number] {
    const { ip, address, nodeId: node_id, version, features = [], seenAt } = agent;
    const state = { online: this.agents.isOnline(agent), seen_at: new Date(seenAt).toISOString() };
    return { ip, address, node_id, version, features, ...state, running, queued };
  }
}
