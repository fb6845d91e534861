import { IsInt, IsNumber, IsOptional, Max, Min } from 'class-validator';

/** How far the running phase of a save is, in bytes before compression. */
export class ByteProgress {
  /**
   * Bytes done in this phase.
   * @example 52428800
   */
  @Max(Number.MAX_SAFE_INTEGER)
  @Min(0)
  @IsInt()
  bytes!: number;

  /**
   * Bytes in all in this phase, as far as known; never below `bytes`.
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
