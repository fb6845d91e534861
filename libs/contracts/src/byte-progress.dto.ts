import { IsInt, IsNumber, IsOptional, Max, Min } from 'class-validator';

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
