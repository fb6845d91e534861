import { IntersectionType, OmitType } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import { CommitRequest } from '../commit-request.dto.js';
import { EmptyIsAbsent } from '../empty-is-absent.js';
import { OmissionsOrder } from '../omissions.dto.js';

/** Body of `POST /v2/commits`. */
export class CommitOrder extends IntersectionType(
  OmitType(CommitRequest, ['author', 'note'] as const),
  OmissionsOrder,
) {
  /** A misspelt `exclude` would publish what it was to leave out. */
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
   * Commit message, what `docker commit --message` takes.
   * @example "with pandas 3"
   */
  @MaxLength(4096)
  @IsString()
  @IsOptional()
  @EmptyIsAbsent()
  note?: string;
}
