import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, IsUUID, Max, MaxLength, Min } from 'class-validator';
import { COMMIT_STATES, type CommitState } from '../commit-state.js';
import { CommitResource } from './commit-resource.dto.js';

/** Query of `GET /v2/commits`: every condition that is given has to hold. */
export class CommitListQuery {
  /** A misspelt condition would list what was not asked for. */
  static readonly refusesUnknownKeys = true;

  /**
   * Address of the node, as it was posted.
   * @example "127.0.0.2"
   */
  @MaxLength(255)
  @IsString()
  @IsOptional()
  ip?: string;

  /**
   * Container, as it was posted.
   * @example "notebook-alice"
   */
  @MaxLength(255)
  @IsString()
  @IsOptional()
  container?: string;

  @ApiPropertyOptional({
    description: 'Any of these states: repeat the parameter, or separate them by commas.',
    enum: COMMIT_STATES,
    isArray: true,
    example: ['failed', 'cancelled'],
  })
  @IsIn(COMMIT_STATES, { each: true, message: `status must be of: ${COMMIT_STATES.join(', ')}` })
  @Transform(({ value }: { value: unknown }) => [value].flat().flatMap((text) => String(text).split(',')))
  @IsOptional()
  status?: CommitState[];

  /**
   * Start of the image reference, as it was posted.
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
   * How many at most.
   * @example 50
   */
  @Max(500)
  @Min(1)
  @IsInt()
  @Type(() => Number)
  @IsOptional()
  limit?: number = 50;

  /**
   * `next_cursor` of the page before.
   * @example "0199a1b2-7c3d-7e4f-8a5b-0c1d2e3f4a5b"
   */
  @IsUUID(undefined, { message: 'cursor must be the next_cursor of a page' })
  @IsOptional()
  cursor?: string;
}

/** A part of the list of saves, newest first. */
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
  /** A misspelt `wait` would not wait. */
  static readonly refusesUnknownKeys = true;

  /**
   * Seconds to wait at most for the save to end before it is told how it stands.
   * @example 0
   */
  @Max(60)
  @Min(0)
  @IsInt()
  @Type(() => Number)
  @IsOptional()
  wait?: number = 0;
}
