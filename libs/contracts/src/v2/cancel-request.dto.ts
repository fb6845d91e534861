import { IsOptional, IsString, MaxLength } from 'class-validator';
import { EmptyIsAbsent } from '../empty-is-absent.js';

/** Body of `POST /v2/commits/{id}/cancel`. */
export class CancelRequest {
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
