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

/** Body of an agent's `PUT /v1/commit/status`; a first-generation agent sends only the first three fields. */
export class StatusReport {
  /**
   * Id of the commit.
   * @example "0199a1b2-7c3d-7e4f-8a5b-0c1d2e3f4a5b"
   */
  @MaxLength(300)
  @IsNotEmpty()
  @IsString()
  transaction!: string;

  /** State of the commit. */
  @IsEnum(CommitStatus)
  status!: CommitStatus;

  /**
   * Description of the state for people.
   * @example "pushing"
   */
  @IsString()
  @IsOptional()
  status_msg?: string;

  /**
   * Attempt of the report.
   * @example 1
   */
  @Max(2_147_483_647)
  @Min(1)
  @IsInt()
  @IsOptional()
  attempt?: number;

  /**
   * Sequence number within the attempt, from 1. The shield ignores reports with a number that it has already seen.
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
   * Error code, with FAILED.
   * @example "registry_unauthorized"
   */
  @MaxLength(64)
  @IsString()
  @IsOptional()
  error_code?: string;

  /**
   * Id of the start of the agent that runs the commit, as in its registration.
   * @example "0199a1b2-0000-7e4f-8a5b-0c1d2e3f4a5b"
   */
  @MaxLength(255)
  @IsString()
  @IsOptional()
  boot_id?: string;

  /**
   * Bytes that the commit has sent to the registry, with SUCCEEDED and if known.
   * @example 104857600
   */
  @Max(Number.MAX_SAFE_INTEGER)
  @Min(0)
  @IsInt()
  @IsOptional()
  pushed_bytes?: number;

  /** Unknown values are ignored, because newer agents may report them. */
  @ApiProperty({
    description: 'Request whose answer confirmed the digest, with SUCCEEDED: a HEAD, a GET or the push.',
    enum: VERIFIED_BY,
    example: 'head',
    required: false,
  })
  @Transform(({ value }: { value: unknown }) => (isVerifiedBy(value) ? value : undefined))
  @IsOptional()
  verified_by?: VerifiedBy;

  /** Progress of the phase, with COMMITTING and PUSHING and if known. */
  @Type(() => ByteProgress)
  @ValidateNested()
  @IsOptional()
  progress?: ByteProgress;
}
