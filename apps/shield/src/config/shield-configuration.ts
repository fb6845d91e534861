import { Flag, LOG_LEVELS, type LogLevel, Port, Seconds, WholeNumber } from '@image-factory/service';
import { IsIn, IsOptional, IsString, Matches, MinLength } from 'class-validator';
import { BasePath } from '../base-path/base-path.js';
import { UrlList } from './url-list.js';

/** Everything that can be set for a shield. */
export class ShieldConfiguration {
  /** TCP port to listen on. */
  @Port()
  port: number = 9001;

  /** Prefix of the addresses that clients see, such as `/image-factory`; empty for none. */
  @BasePath()
  base_path: string = '';

  /** How long the record of an ended save is kept, in seconds. */
  @Seconds()
  max_commit_exist_time: number = 10_800;

  /** Where records are kept: `sqlite:FILE`, `postgres://…` or `memory:`. */
  @Matches(/^(sqlite:.+|postgres(ql)?:\/\/.+|memory:)$/, {
    message: 'database_url must be sqlite:FILE, postgres://… or memory:',
  })
  database_url: string = 'sqlite:./image-factory.db';

  /** Tokens of the platform, comma separated; without one, anybody may call. */
  @IsString()
  @IsOptional()
  api_token?: string;

  /** Tokens between shield and agents, comma separated; the first is the one that is sent. */
  @IsString()
  @IsOptional()
  agent_token?: string;

  /** Key under which registry passwords are kept until their save has ended. */
  @MinLength(16)
  @IsString()
  @IsOptional()
  secret_key?: string;

  /** How many requests a minute one address of the platform may send; 0 for any number. */
  @WholeNumber(0, 1_000_000)
  rate_limit: number = 120_000;

  /** How many saves run on one node at once; the rest wait in order. */
  @WholeNumber(1, 1000)
  max_commits_per_node: number = 3;

  /** How long one save may take, in seconds, from the moment it is handed to the agent. */
  @Seconds()
  commit_timeout: number = 7200;

  /** How long an agent may be silent, in seconds, before its running saves are given up. */
  @Seconds()
  agent_lost_after: number = 120;

  /** Tokens for `/metrics`, comma separated; without one, anybody may scrape. */
  @IsString()
  @IsOptional()
  metrics_token?: string;

  /** Who is told when a save has ended. */
  @UrlList()
  @IsOptional()
  webhook_url?: string[];

  /** Keys that webhooks are signed with, comma separated: each in base64, 24 to 64 bytes. */
  @IsString()
  @IsOptional()
  webhook_secret?: string;

  /** Whether webhooks may go to private, loopback and other addresses that are not public. */
  @Flag()
  webhook_allow_private: boolean = false;

  /** Least important level that is logged. */
  @IsIn(LOG_LEVELS)
  log_level: LogLevel = 'info';
}
