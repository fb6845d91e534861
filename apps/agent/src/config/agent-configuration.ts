import type { CompressionFormat } from '@image-factory/oci';
import { Flag, LOG_LEVELS, type LogLevel, Port, WholeNumber } from '@image-factory/service';
import { IsIn, IsOptional, IsString, IsUrl } from 'class-validator';
import { Ipv4List } from './ipv4-list.js';

export const SAVE_MODES = ['auto', 'engine', 'direct'] as const;
const LAYER_COMPRESSIONS: readonly CompressionFormat[] = ['gzip', 'zstd'];

export type SaveMode = (typeof SAVE_MODES)[number];

const HTTP_URL = { protocols: ['http', 'https'], require_protocol: true, require_tld: false, disallow_auth: true };

/** Everything that can be set for an agent. */
export class AgentConfiguration {
  /** Base address of the shield: `http://192.0.2.20:9001`. */
  @IsUrl(HTTP_URL, { message: 'shield_address must be an http or https URL without credentials' })
  shield_address!: string;

  /** Base address under which the shield reaches this agent; default `http://<each ip of the node>:<port>`. */
  @IsUrl(HTTP_URL, { message: 'agent_address must be an http or https URL without credentials' })
  @IsOptional()
  agent_address?: string;

  /** TCP port to listen on. */
  @Port()
  port: number = 9002;

  /** IPv4 addresses that the node is known by; default all but loopback and the container bridges. */
  @Ipv4List()
  @IsOptional()
  node_ip?: string[];

  /** Tokens between shield and agents, comma separated; the first is the one that is sent. */
  @IsString()
  @IsOptional()
  agent_token?: string;

  /** How containers are saved: directly where the node allows it and else through the engine, or one way alone. */
  @IsIn(SAVE_MODES)
  save_mode: SaveMode = 'auto';

  /** How a direct save compresses its layer; engines can pull `zstd` from Docker 23 on. */
  @IsIn(LAYER_COMPRESSIONS)
  layer_compression: CompressionFormat = 'gzip';

  /** Whether the image of an ended save leaves the node; a direct save makes none there. */
  @Flag()
  cleanup_images: boolean = true;

  /** How long a push that fails for a passing cause is tried again, all waits together, in seconds. */
  @WholeNumber(0, 3600)
  push_patience: number = 40;

  /** How long a direct commit may keep a container paused only because it waits for the registry, in milliseconds. */
  @WholeNumber(0, 3_600_000)
  pause_budget_ms: number = 10_000;

  /** Proxy for registries at `http://` addresses; without any proxy here, the engine's own count. */
  @IsString()
  @IsOptional()
  http_proxy?: string;

  /** Proxy for registries at `https://` addresses. */
  @IsString()
  @IsOptional()
  https_proxy?: string;

  /** Hosts that are reached without a proxy, comma separated: names, addresses, networks or `*`. */
  @IsString()
  @IsOptional()
  no_proxy?: string;

  /** Where the engine listens, as the Docker CLI reads it: `unix:///var/run/docker.sock`, `tcp://…`. */
  @IsString()
  @IsOptional()
  docker_host?: string;

  /** Folder of the Docker CLI's config.json with the node's logins; default `~/.docker`. */
  @IsString()
  @IsOptional()
  docker_config?: string;

  /** Not empty: the engine's certificate is checked, as the Docker CLI reads it. */
  @IsString()
  @IsOptional()
  docker_tls_verify?: string;

  /** Folder with ca.pem, cert.pem and key.pem for an engine behind TLS. */
  @IsString()
  @IsOptional()
  docker_cert_path?: string;

  /** Folder for what the agent may lose; default one for its port, see `StateFolder`. */
  @IsString()
  @IsOptional()
  state_dir?: string;

  /** Tokens for `/metrics`, comma separated; without one, anybody may scrape. */
  @IsString()
  @IsOptional()
  metrics_token?: string;

  /** Least important level that is logged. */
  @IsIn(LOG_LEVELS)
  log_level: LogLevel = 'info';
}
