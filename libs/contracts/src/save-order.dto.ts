import { IsNotEmpty, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { CONTAINER_MAX_LENGTH, CONTAINER_PATTERN, CONTAINER_RULE } from './container-name.js';
import { EmptyIsAbsent } from './empty-is-absent.js';

/** What is to be saved, where to, and in whose name: the part that the platform's and the agent's call share. */
export class SaveOrder {
  /**
   * Id or name of the container.
   * @example "notebook-alice"
   */
  @Matches(CONTAINER_PATTERN, { message: CONTAINER_RULE })
  @MaxLength(CONTAINER_MAX_LENGTH)
  @IsNotEmpty()
  @IsString()
  container!: string;

  /**
   * Image reference to save it as; without a tag, `latest`.
   * @example "127.0.0.1:5000/user-images/alice:v1"
   */
  @MaxLength(512)
  @IsNotEmpty()
  @IsString()
  image!: string;

  /**
   * Author of the image.
   * @example "alice"
   */
  @IsString()
  @IsOptional()
  @EmptyIsAbsent()
  author?: string;

  /**
   * Commit message, what `docker commit --message` takes.
   * @example "with pandas 3"
   */
  @IsString()
  @IsOptional()
  @EmptyIsAbsent()
  note?: string;

  /**
   * User name for the registry; without it and `hub_pwd` the node's own `docker login` is used.
   * @example ""
   */
  @MaxLength(1024)
  @IsString()
  @IsOptional()
  @EmptyIsAbsent()
  hub_user?: string;

  /**
   * Password or token for the registry. It serves this save alone and is never shown again.
   * @example ""
   */
  @MaxLength(16384)
  @IsString()
  @IsOptional()
  @EmptyIsAbsent()
  hub_pwd?: string;

  /**
   * Registry that the credentials are for, with or without scheme and path; must be the image's own. Without them it is
   * ignored.
   * @example ""
   */
  @MaxLength(1024)
  @IsString()
  @IsOptional()
  @EmptyIsAbsent()
  hub_addr?: string;
}
