import { ApiProperty } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  IsEnum,
  IsInt,
  IsNotEmpty,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { ByteProgress } from './byte-progress.dto.js';
import { CommitStatus } from './commit-status.js';
import { isVerifiedBy, VERIFIED_BY, type VerifiedBy } from './verified-by.js';

/** Body of an agent's `PUT /v1/commit/status`; a first-generation agent sends the first three fields only. */
export class StatusReport {
  /**
   * Transaction id of the save.
   * @example "0199a1b2-7c3d-7e4f-8a5b-0c1d2e3f4a5b"
   */
  @MaxLength(300)
  @IsNotEmpty()
  @IsString()
  transaction!: string;

  /** State that the save has reached. */
  @IsEnum(CommitStatus)
  status!: CommitStatus;

  /**
   * A sentence for a person about the state.
   * @example "pushing"
   */
  @IsString()
  @IsOptional()
  status_msg?: string;

  /**
   * The attempt that the report belongs to.
   * @example 1
   */
  @Max(2_147_483_647)
  @Min(1)
  @IsInt()
  @IsOptional()
  attempt?: number;

  /**
   * Number of the report within the attempt, from 1; a lower one than already seen is late.
   * @example 3
   */
  @Max(2_147_483_647)
  @Min(1)
  @IsInt()
  @IsOptional()
  seq?: number;

  /**
   * Digest of the pushed manifest, with SUCCEEDED.
   * @example "sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"
   */
  @Matches(/^sha256:[0-9a-f]{64}$/)
  @IsOptional()
  digest?: string;

  /**
   * Stable code of the failure, with FAILED.
   * @example "registry_unauthorized"
   */
  @MaxLength(64)
  @IsString()
  @IsOptional()
  error_code?: string;

  /**
   * Id of the start of the agent that runs the save, as its registration has it.
   * @example "0199a1b2-0000-7e4f-8a5b-0c1d2e3f4a5b"
   */
  @MaxLength(255)
  @IsString()
  @IsOptional()
  boot_id?: string;

  /**
   * Bytes that the save has sent to the registry, with SUCCEEDED, as far as known.
   * @example 104857600
   */
  @Max(Number.MAX_SAFE_INTEGER)
  @Min(0)
  @IsInt()
  @IsOptional()
  pushed_bytes?: number;

  /** A value that this version does not know is ignored, so that newer agents can report others. */
  @ApiProperty({
    description: 'How the registry confirmed the digest, with SUCCEEDED: by its answer to a HEAD, a GET or the push.',
    enum: VERIFIED_BY,
    example: 'head',
    required: false,
  })
  @Transform(({ value }: { value: unknown }) => (isVerifiedBy(value) ? value : undefined))
  @IsOptional()
  verified_by?: VerifiedBy;

  /** How far the phase is, with COMMITTING and PUSHING, as far as known. */
  @Type(() => ByteProgress)
  @ValidateNested()
  @IsOptional()
  progress?: ByteProgress;
}
