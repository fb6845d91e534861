import { Flag, LOG_LEVELS, type LogLevel, Port, Seconds, WholeNumber } from '@image-factory/service';
import { IsIn, IsOptional, IsString, Matches, MinLength } from 'class-validator';
import { BasePath } from '../platform/base-path/base-path.js';
import { UrlList } from './url-list.js';

/** Configuration of a shield. The comments are the text of docs/configuration.md: run `npm run docs` after a change. */
export class ShieldConfiguration {
  /** TCP port to listen on, at every address of the machine. */
  @Port()
  port: number = 9001;

  /**
   * Path below which a proxy serves the shield, such as `/image-factory`.
   *
   * The shield answers every path with and without this prefix, so the proxy may strip it or keep it. `/` means none.
   */
  @BasePath()
  base_path: string = '';

  /** How long the record of an ended commit is kept, in seconds. */
  @Seconds()
  max_commit_exist_time: number = 10_800;

  /**
   * Storage of the records: `sqlite:FILE`, `postgres://…` or `memory:`.
   *
   * Several shields can share a PostgreSQL database, never a SQLite file. The directory of the file must exist. Records in
   * `memory:` are lost when the shield exits.
   */
  @Matches(/^(sqlite:.+|postgres(ql)?:\/\/.+|memory:)$/, {
    message: 'database_url must be sqlite:FILE, postgres://… or memory:',
  })
  database_url: string = 'sqlite:./image-factory.db';

  /**
   * Tokens of the platform, comma separated; without one, anyone may call.
   *
   * Clients send `Authorization: Bearer <token>`. Every token in the list is valid.
   */
  @IsString()
  @IsOptional()
  api_token?: string;

  /** Tokens between shield and agents, comma separated; requests carry the first one. */
  @IsString()
  @IsOptional()
  agent_token?: string;

  /**
   * Key that encrypts registry passwords until their commit has ended.
   *
   * Required with PostgreSQL, where all shields need the same key. With SQLite the shield generates a key on first start and
   * stores it next to the database, in `<file>.key`.
   *
   * @default generated
   */
  @MinLength(16)
  @IsString()
  @IsOptional()
  secret_key?: string;

  /**
   * Rate limit per address of the platform, in requests per minute; 0 disables it.
   *
   * `GET /v1/commit/query` does not count.
   */
  @WholeNumber(0, 1_000_000)
  rate_limit: number = 120_000;

  /** Limit on concurrent commits per node; further commits are queued. */
  @WholeNumber(1, 1000)
  max_commits_per_node: number = 3;

  /** Limit on the duration of a commit from its dispatch, in seconds. */
  @Seconds()
  commit_timeout: number = 7200;

  /** How long an agent may be silent, in seconds, before its running commits count as lost. */
  @Seconds()
  agent_lost_after: number = 120;

  /**
   * Tokens for `/metrics`, comma separated; without one, anyone may scrape.
   *
   * `api_token` and `agent_token` do not protect `/metrics`.
   */
  @IsString()
  @IsOptional()
  metrics_token?: string;

  /** URLs that receive a webhook when a commit ends. */
  @UrlList()
  @IsOptional()
  webhook_url?: string[];

  /**
   * Keys that sign webhooks, comma separated; required with `webhook_url`.
   *
   * Each key is 24 to 64 bytes in base64, with or without the prefix `whsec_`: `openssl rand -base64 32` generates one.
   * During a rotation, set the new and the old key; each delivery then has both signatures.
   */
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
