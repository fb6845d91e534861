import { Flag, LOG_LEVELS, type LogLevel, Port, Seconds, WholeNumber } from '@image-factory/service';
import { IsIn, IsOptional, IsString, Matches, MinLength } from 'class-validator';
import { BasePath } from '../platform/base-path/base-path.js';
import { UrlList } from './url-list.js';

/** Configuration of a shield. */
export class ShieldConfiguration {
  /** TCP port to listen on. */
  @Port()
  port: number = 9001;

  /** Prefix of the addresses that clients see, such as `/image-factory`; empty for none. */
  @BasePath()
  base_path: string = '';

  /** How long the record of an ended commit is kept, in seconds. */
  @Seconds()
  max_commit_exist_time: number = 10_800;

  /** Storage of the records: `sqlite:FILE`, `postgres://…` or `memory:`. */
  @Matches(/^(sqlite:.+|postgres(ql)?:\/\/.+|memory:)$/, {
    message: 'database_url must be sqlite:FILE, postgres://… or memory:',
  })
  database_url: string = 'sqlite:./image-factory.db';

  /** Tokens of the platform, comma separated; without one, anyone may call. */
  @IsString()
  @IsOptional()
  api_token?: string;

  /** Tokens between shield and agents, comma separated; requests carry the first one. */
  @IsString()
  @IsOptional()
  agent_token?: string;

  /** Key that encrypts registry passwords until their commit has ended. */
  @MinLength(16)
  @IsString()
  @IsOptional()
  secret_key?: string;

  /** Rate limit per address of the platform, in requests per minute; 0 disables it. */
  @WholeNumber(0, 1_000_000)
  rate_limit: number = 120_000;

  /** Limit on concurrent commits per node; further ones are queued. */
  @WholeNumber(1, 1000)
  max_commits_per_node: number = 3;

  /** Limit on the duration of a commit from its dispatch, in seconds. */
  @Seconds()
  commit_timeout: number = 7200;

  /** How long an agent may be silent, in seconds, before its running commits count as lost. */
  @Seconds()
  agent_lost_after: number = 120;

  /** Tokens for `/metrics`, comma separated; without one, anyone may scrape. */
  @IsString()
  @IsOptional()
  metrics_token?: string;

  /** Receivers of webhooks about the ends of commits. */
  @UrlList()
  @IsOptional()
  webhook_url?: string[];

  /** Keys that sign webhooks, comma separated: each in base64, 24 to 64 bytes. */
  @IsString()
  @IsOptional()
  webhook_secret?: string;

  /** Whether webhooks may be sent to private, loopback and other non-public addresses. */
  @Flag()
  webhook_allow_private: boolean = false;

  /** Minimum level of log lines. */
  @IsIn(LOG_LEVELS)
  log_level: LogLevel = 'info';
}
