import { IntersectionType, OmitType } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsOptional, IsString, MaxLength } from 'class-validator';
import { CommitRequest, ExclusionFields } from '../commit-request.dto.js';
import { EmptyIsAbsent } from '../field-rules.js';

/** Body of `POST /v2/commits`. */
export class NewCommit extends IntersectionType(OmitType(CommitRequest, ['author', 'note'] as const), ExclusionFields) {
  /** Ignoring a misspelt `exclude` would publish the excluded content. */
  static readonly refusesUnknownKeys = true;

  /**
   * Author of the image.
   * @example "alice"
   */
  @MaxLength(1024)
  @IsString()
  @IsOptional()
  @EmptyIsAbsent()
  author?: string;

  /**
   * Commit message, as in `docker commit --message`.
   * @example "with pandas 3"
   */
  @MaxLength(4096)
  @IsString()
  @IsOptional()
  @EmptyIsAbsent()
  note?: string;

  /**
   * Names of environment variables to redact: the image has them without their values. Unknown names are ignored.
   * @example ["GITHUB_TOKEN"]
   */
  @MaxLength(255, { each: true, message: 'redact_env must hold names of at most 255 characters' })
  @IsString({ each: true, message: 'redact_env must hold text only' })
  @ArrayMaxSize(100, { message: 'redact_env must hold at most 100 names' })
  @IsArray()
  @IsOptional()
  @EmptyIsAbsent()
  redact_env?: string[];
}

/** Body of `POST /v2/commits/{id}/cancel`. */
export class CancelRequest {
  /** A misspelt `by` would be lost. */
  static readonly refusesUnknownKeys = true;

  /**
   * Name of the person who cancels, kept in the record.
   * @example "alice"
   */
  @MaxLength(255)
  @IsString()
  @IsOptional()
  @EmptyIsAbsent()
  by?: string;
}
