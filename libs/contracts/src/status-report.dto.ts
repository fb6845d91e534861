import { ApiProperty } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  IsArray,
  IsEnum,
  IsInt,
  IsNotEmpty,
  IsNumber,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { CommitStatus } from './commit-state.js';

/** Requests whose answer confirms the digest of a pushed image, strongest evidence first. */
export const VERIFIED_BY = [
  /** The answer to a HEAD of the manifest has the digest. */
  'head',
  /** The manifest in the answer to a GET has the digest. */
  'get',
  /** The registry allows neither; its answer to the push has the digest. */
  'push',
] as const;

export type VerifiedBy = (typeof VERIFIED_BY)[number];

/** Whether this version defines the value; a newer agent may report others. */
export function isVerifiedBy(value: unknown): value is VerifiedBy {
  return (VERIFIED_BY as readonly unknown[]).includes(value);
}

/** Progress of the current phase of a commit, in bytes before compression. */
export class ByteProgress {
  /**
   * Processed bytes of this phase.
   * @example 52428800
   */
  @Max(Number.MAX_SAFE_INTEGER)
  @Min(0)
  @IsInt()
  bytes!: number;

  /**
   * Total bytes of this phase, if known; at least `bytes`.
   * @example 209715200
   */
  @Max(Number.MAX_SAFE_INTEGER)
  @Min(0)
  @IsInt()
  @IsOptional()
  total_bytes?: number;

  /**
   * Recent rate in bytes per second, if known.
   * @example 94371840
   */
  @Max(Number.MAX_SAFE_INTEGER)
  @Min(0)
  @IsNumber()
  @IsOptional()
  bytes_per_second?: number;
}

/** A mount of a container; an image does not contain mounts. */
export class UnsavedMount {
  /**
   * Path in the container.
   * @example "/data"
   */
  @IsString()
  destination!: string;

  /**
   * Type as reported by the runtime: `volume`, `bind`, `tmpfs`, …
   * @example "volume"
   */
  @IsString()
  type!: string;
}

/** The mounts of a container in the wire format. */
export function unsavedMounts(mounts: readonly UnsavedMount[]): UnsavedMount[] {
  return mounts.map(({ destination, type }) => ({ destination, type }));
}

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
   * Reason of the failure, with FAILED: `status_msg` without the hint. First-generation agents send only `status_msg`.
   * @example "127.0.0.1:5000 asks for a login."
   */
  @IsString()
  @IsOptional()
  detail?: string;

  /**
   * What people can do about the failure, with FAILED and if anything.
   * @example "Send hub_user and hub_pwd, or run `docker login` for this registry on the node."
   */
  @IsString()
  @IsOptional()
  hint?: string;

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

  /** Volumes, bind mounts and file systems in memory, whose content is not in the image; with SUCCEEDED and if any. */
  @Type(() => UnsavedMount)
  @ValidateNested({ each: true })
  @IsArray()
  @IsOptional()
  not_saved?: UnsavedMount[];

  /** Progress of the phase, with COMMITTING and PUSHING and if known. */
  @Type(() => ByteProgress)
  @ValidateNested()
  @IsOptional()
  progress?: ByteProgress;
}
