import { ApiPropertyOptional, IntersectionType, PickType } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  IsArray,
  IsInt,
  IsNotEmpty,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import { CommitParameters, ExclusionFields } from './commit-request.dto.js';
import { AgentAnswer } from './envelope.dto.js';
import { EmptyIsAbsent } from './field-rules.js';

/** Body of the shield's `POST /v1/commit/sync` and `/async` to an agent. */
export class AgentCommitRequest extends IntersectionType(CommitParameters, ExclusionFields) {
  /**
   * Id that every report of this commit carries. A first-generation shield sends the container string instead.
   * @example "0199a1b2-7c3d-7e4f-8a5b-0c1d2e3f4a5b"
   */
  @Matches(/^[\x21-\x7e]+$/, { message: 'transaction must be printable ASCII without spaces' })
  @MaxLength(300)
  @IsNotEmpty()
  @IsString()
  transaction!: string;

  /**
   * Number of the attempt, from 1. Absent from a first-generation shield, which uses the same transaction for every
   * commit of a container.
   * @example 1
   */
  @Max(2_147_483_647)
  @Min(1)
  @IsInt()
  @IsOptional()
  attempt?: number;

  /**
   * Names of environment variables to redact: the image has them without their values. Unknown names are ignored.
   * Agents with the feature `omissions` support it; v2 calls it `redact_env`.
   * @example ["GITHUB_TOKEN"]
   */
  @ApiPropertyOptional({ type: [String] })
  @MaxLength(255, { each: true, message: 'blank_env must hold names of at most 255 characters' })
  @IsString({ each: true, message: 'blank_env must hold text only' })
  @ArrayMaxSize(100, { message: 'blank_env must hold at most 100 names' })
  @IsArray()
  @IsOptional()
  @EmptyIsAbsent()
  blank_env?: readonly string[];
}

/** Answer of the agent's `sync` and `async`. */
export class AgentCommitAnswer extends AgentAnswer {
  /**
   * Id of this start of the agent, as in its registration.
   * @example "0199a1b2-0000-7e4f-8a5b-0c1d2e3f4a5b"
   */
  boot_id?: string;
}

/** Body of the shield's `POST /v1/commit/cancel` to an agent. */
export class AgentCancelRequest extends PickType(AgentCommitRequest, ['transaction']) {}
