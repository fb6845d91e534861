import { Flag, LOG_LEVELS, type LogLevel, List, Port, Seconds, WholeNumber } from '@image-factory/service';
import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { IsIn, IsOptional, IsString, IsUrl, Matches, MinLength } from 'class-validator';

const HTTP_URL = { protocols: ['http', 'https'], require_protocol: true, require_tld: false, disallow_auth: true };

/**
 * One or several http or https URLs: a list, or comma-separated text. Errors do not quote them, since they may hold
 * secrets.
 */
function UrlList(): PropertyDecorator {
  return List(
    IsUrl(HTTP_URL, {
      each: true,
      message: ({ property }) => `${property} must hold http or https URLs without credentials, separated by commas`,
    }),
  );
}

/** First segments of the shield's own paths: a prefix that begins with one of them would make calls ambiguous. */
const OWN_PARTS = ['console', 'docs', 'docs-json', 'docs-yaml', 'health', 'metrics', 'v1', 'v2'];

const BASE_PATH = new RegExp(`^(?!/(${OWN_PARTS.join('|')})(/|$))(/(?!\\.{1,2}(/|$))[\\w.~-]+)*$`);

/** Path prefix of the service, such as `/image-factory`; `/` and a trailing slash are removed. */
function BasePath(): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.replace(/\/$/, '') : value)),
    Matches(BASE_PATH, {
      message: `base_path must be / or a path such as /image-factory that does not begin with ${OWN_PARTS.join(', ')}`,
    }),
  );
}

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
