import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsInt,
  IsNotEmpty,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { EmptyIsAbsent } from './field-rules.js';

/** Optional features of an agent, reported in its registration. */
export const AGENT_FEATURES = [
  /** The agent serves `GET /v1/container/list`. */
  'containers',
  /** The agent supports `exclude` and `blank_env`; an agent without this feature would ignore them. */
  'omissions',
  /** The agent serves `GET /v1/container/preview`. */
  'preview',
] as const;

export type AgentFeature = (typeof AGENT_FEATURES)[number];

/** A job of an agent that runs, or whose end is not yet acknowledged. */
export class RunningTransaction {
  /**
   * Id of the commit.
   * @example "0199a1b2-7c3d-7e4f-8a5b-0c1d2e3f4a5b"
   */
  @MaxLength(300)
  @IsNotEmpty()
  @IsString()
  transaction!: string;

  /**
   * Number of the attempt.
   * @example 1
   */
  @Max(2_147_483_647)
  @Min(1)
  @IsInt()
  @IsOptional()
  attempt?: number;
}

/** Body of `POST /v1/agent/register`; a first-generation agent sends `ip` and `address` only. */
export class AgentRegistration {
  /**
   * One IPv4 address of the node.
   * @example "127.0.0.2"
   */
  @MaxLength(255)
  @IsNotEmpty()
  @IsString()
  ip!: string;

  /**
   * Base address at which the shield reaches the agent.
   * @example "http://127.0.0.2:9002"
   */
  @MaxLength(1024)
  @IsNotEmpty()
  @IsString()
  address!: string;

  /**
   * Stable id of the node's runtime, the same under every ip of the node.
   * @example "K3JX:VQ5C:6T2M"
   */
  @MaxLength(255)
  @IsString()
  @IsOptional()
  node_id?: string;

  /**
   * Id of this start of the agent; it changes with every restart.
   * @example "0199a1b2-0000-7e4f-8a5b-0c1d2e3f4a5b"
   */
  @MaxLength(255)
  @IsString()
  @IsOptional()
  boot_id?: string;

  /** The jobs that run or whose end is not yet acknowledged. */
  @Type(() => RunningTransaction)
  @ValidateNested({ each: true })
  @ArrayMaxSize(1000)
  @IsArray()
  @IsOptional()
  running?: RunningTransaction[];

  /**
   * Version of the agent.
   * @example "1.0.0"
   */
  @MaxLength(64)
  @IsString()
  @IsOptional()
  version?: string;

  /**
   * Optional features that the agent supports: `containers`, `omissions` (`exclude` and redaction), `preview`. Unknown names
   * are ignored.
   * @example ["containers", "omissions", "preview"]
   */
  @ApiPropertyOptional({ type: [String] })
  @MaxLength(64, { each: true })
  @IsString({ each: true })
  @ArrayMaxSize(50)
  @IsArray()
  @IsOptional()
  @EmptyIsAbsent()
  features?: readonly string[];
}
