import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, IsUUID, Max, MaxLength, Min } from 'class-validator';
import { COMMIT_STATES, type CommitState } from '../commit-state.js';
import { CommitResource } from './commit-resource.dto.js';

/** Query of `GET /v2/commits`; all given conditions must match. */
export class CommitListQuery {
  /** Ignoring a misspelt condition would return other commits than the requested ones. */
  static readonly refusesUnknownKeys = true;

  /**
   * Address of the node, as posted.
   * @example "127.0.0.2"
   */
  @MaxLength(255)
  @IsString()
  @IsOptional()
  ip?: string;

  /**
   * Container, as posted.
   * @example "notebook-alice"
   */
  @MaxLength(255)
  @IsString()
  @IsOptional()
  container?: string;

  @ApiPropertyOptional({
    description: 'States, comma-separated or as a repeated parameter; any of them matches.',
    enum: COMMIT_STATES,
    isArray: true,
    example: ['failed', 'cancelled'],
  })
  @IsIn(COMMIT_STATES, { each: true, message: `status must be of: ${COMMIT_STATES.join(', ')}` })
  @Transform(({ value }: { value: unknown }) => [value].flat().flatMap((text) => String(text).split(',')))
  @IsOptional()
  status?: CommitState[];

  /**
   * Prefix of the image reference, as posted.
   * @example "127.0.0.1:5000/user-images/"
   */
  @MaxLength(512)
  @IsString()
  @IsOptional()
  image?: string;

  /**
   * Author.
   * @example "alice"
   */
  @MaxLength(1024)
  @IsString()
  @IsOptional()
  author?: string;

  /**
   * Maximum number of commits.
   * @example 50
   */
  @Max(500)
  @Min(1)
  @IsInt()
  @Type(() => Number)
  @IsOptional()
  limit?: number = 50;

  /**
   * `next_cursor` of the previous page.
   * @example "0199a1b2-7c3d-7e4f-8a5b-0c1d2e3f4a5b"
   */
  @IsUUID(undefined, { message: 'cursor must be the next_cursor of a page' })
  @IsOptional()
  cursor?: string;
}

/** A page of commits, newest first. */
export class CommitPage {
  items!: CommitResource[];

  /**
   * Cursor of the next page; absent on the last one.
   * @example "0199a1b2-7c3d-7e4f-8a5b-0c1d2e3f4a5b"
   */
  next_cursor?: string;
}

/** Query of `GET /v2/commits/{id}`. */
export class CommitWaitQuery {
  /** Ignoring a misspelt `wait` would not wait. */
  static readonly refusesUnknownKeys = true;

  /**
   * Maximum number of seconds to wait for the end of the commit before the answer.
   * @example 0
   */
  @Max(60)
  @Min(0)
  @IsInt()
  @Type(() => Number)
  @IsOptional()
  wait?: number = 0;
}
