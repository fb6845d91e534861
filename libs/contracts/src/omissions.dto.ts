import { ArrayMaxSize, IsArray, IsOptional, IsString, MaxLength } from 'class-validator';
import { EmptyIsAbsent } from './empty-is-absent.js';

/** What a save leaves out. */
export class OmissionsOrder {
  /**
   * Paths whose changes are not saved, with all that is below: absolute, `*` and `?` stand for any characters and any one
   * character of a name, `**` for any number of directories. What the image of the container has there stays as it is.
   * @example ["/root/.ssh", "/data/*.ckpt"]
   */
  @MaxLength(255, { each: true, message: 'exclude must hold patterns of at most 255 characters' })
  @IsString({ each: true, message: 'exclude must hold text only' })
  @ArrayMaxSize(50, { message: 'exclude must hold at most 50 patterns' })
  @IsArray()
  @IsOptional()
  @EmptyIsAbsent()
  exclude?: string[];

  /**
   * Names of environment variables that the image has without their values; one that the container does not have is
   * passed over.
   * @example ["GITHUB_TOKEN"]
   */
  @MaxLength(255, { each: true, message: 'blank_env must hold names of at most 255 characters' })
  @IsString({ each: true, message: 'blank_env must hold text only' })
  @ArrayMaxSize(100, { message: 'blank_env must hold at most 100 names' })
  @IsArray()
  @IsOptional()
  @EmptyIsAbsent()
  blank_env?: string[];
}
