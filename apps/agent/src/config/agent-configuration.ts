import type { CompressionFormat } from '@image-factory/oci';
import { Flag, LOG_LEVELS, type LogLevel, Port, WholeNumber } from '@image-factory/service';
import { IsIn, IsOptional, IsString, IsUrl } from 'class-validator';
import { Ipv4List } from './ipv4-list.js';

export const SAVE_MODES = ['auto', 'engine', 'direct'] as const;
const LAYER_COMPRESSIONS: readonly CompressionFormat[] = ['gzip', 'zstd'];

export type SaveMode = (typeof SAVE_MODES)[number];

const HTTP_URL = { protocols: ['http', 'https'], require_protocol: true, require_tld: false, disallow_auth: true };

/** Configuration of an agent. */
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

  /** IPv4 addresses of the node; default all except loopback and container bridges. */
  @Ipv4List()
  @IsOptional()
  node_ip?: string[];

  /** Tokens between shield and agents, comma separated; requests carry the first one. */
  @IsString()
  @IsOptional()
  agent_token?: string;

  /** Strategy: `auto` commits directly and falls back to the runtime; the others use one strategy only. */
  @IsIn(SAVE_MODES)
  save_mode: SaveMode = 'auto';

  /** Compression of the layer of a direct commit; Docker pulls `zstd` from version 23 on. */
  @IsIn(LAYER_COMPRESSIONS)
  layer_compression: CompressionFormat = 'gzip';

  /** Whether the image of an ended commit is removed from the node; a direct commit creates none. */
  @Flag()
  cleanup_images: boolean = true;

  /** Limit on the total back-off of a push that fails with a retryable error, in seconds. */
  @WholeNumber(0, 3600)
  push_patience: number = 40;

  /** How long a direct commit may keep a container paused only because it waits for the registry, in milliseconds. */
  @WholeNumber(0, 3_600_000)
  pause_budget_ms: number = 10_000;

  /** Proxy for registries at `http://` addresses; without any proxy here, those of the runtime apply. */
  @IsString()
  @IsOptional()
  http_proxy?: string;

  /** Proxy for registries at `https://` addresses. */
  @IsString()
  @IsOptional()
  https_proxy?: string;

  /** Hosts to reach without a proxy, comma separated: names, addresses, networks or `*`. */
  @IsString()
  @IsOptional()
  no_proxy?: string;

  /** Address of the runtime, in the syntax of the Docker CLI: `unix:///var/run/docker.sock`, `tcp://…`. */
  @IsString()
  @IsOptional()
  docker_host?: string;

  /** Folder of the Docker CLI's config.json with the node's logins; default `~/.docker`. */
  @IsString()
  @IsOptional()
  docker_config?: string;

  /** If not empty, the certificate of the runtime is verified, as in the Docker CLI. */
  @IsString()
  @IsOptional()
  docker_tls_verify?: string;

  /** Folder with ca.pem, cert.pem and key.pem for a runtime behind TLS. */
  @IsString()
  @IsOptional()
  docker_cert_path?: string;

  /** Folder for state that is safe to lose; default one per port, see `StateFolder`. */
  @IsString()
  @IsOptional()
  state_dir?: string;

  /** Tokens for `/metrics`, comma separated; without one, anyone may scrape. */
  @IsString()
  @IsOptional()
  metrics_token?: string;

  /** Minimum level of log lines. */
  @IsIn(LOG_LEVELS)
  log_level: LogLevel = 'info';
}
