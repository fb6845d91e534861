import { IsOptional, IsString, MaxLength } from 'class-validator';
import { EmptyIsAbsent } from '../empty-is-absent.js';

/** Body of `POST /v2/commits/{id}/cancel`. */
export class CancelRequest {
  /**
   * Who cancels, in words: the record tells it.
   * @example "alice"
   */
  @MaxLength(255)
  @IsString()
  @IsOptional()
  @EmptyIsAbsent()
  by?: string;
}
