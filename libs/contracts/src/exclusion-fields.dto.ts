import { ArrayMaxSize, IsArray, IsOptional, IsString, MaxLength } from 'class-validator';
import { EmptyIsAbsent } from './empty-is-absent.js';

/** The exclusions of a commit: the same field in v2 and in the shield's request to an agent. */
export class ExclusionFields {
  /**
   * Absolute patterns of paths to exclude, with everything below them: `*` matches any characters and `?` one character
   * of a name, `**` any number of directories. An excluded path keeps the content of the container's image.
   * @example ["/root/.ssh", "/data/*.ckpt"]
   */
  @MaxLength(255, { each: true, message: 'exclude must hold patterns of at most 255 characters' })
  @IsString({ each: true, message: 'exclude must hold text only' })
  @ArrayMaxSize(50, { message: 'exclude must hold at most 50 patterns' })
  @IsArray()
  @IsOptional()
  @EmptyIsAbsent()
  exclude?: string[];
}
