import { ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsNotEmpty, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { CONTAINER_MAX_LENGTH, CONTAINER_PATTERN, CONTAINER_RULE, EmptyIsAbsent } from './field-rules.js';

/** Parameters of a commit that the platform's request and the shield's request to an agent share. */
export class CommitParameters {
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
   * Reference of the image; the default tag is `latest`.
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
   * Commit message, as in `docker commit --message`.
   * @example "with pandas 3"
   */
  @IsString()
  @IsOptional()
  @EmptyIsAbsent()
  note?: string;

  /**
   * User name for the registry. Without it and `hub_pwd`, the node's own `docker login` is used.
   * @example ""
   */
  @MaxLength(1024)
  @IsString()
  @IsOptional()
  @EmptyIsAbsent()
  hub_user?: string;

  /**
   * Password or token for the registry. It is used for this commit only and never returned.
   * @example ""
   */
  @MaxLength(16384)
  @IsString()
  @IsOptional()
  @EmptyIsAbsent()
  hub_pwd?: string;

  /**
   * Registry of the credentials, with or without scheme and path; must be the registry of the image. Ignored without
   * credentials.
   * @example ""
   */
  @MaxLength(1024)
  @IsString()
  @IsOptional()
  @EmptyIsAbsent()
  hub_addr?: string;
}

/** The exclusions of a commit: the same field in v2 and in the shield's request to an agent. */
export class ExclusionFields {
  /**
   * Absolute patterns of paths to exclude, with everything below them: `*` matches any characters and `?` one character
   * of a name, `**` any number of directories. An excluded path keeps the content of the container's image.
   * @example ["/root/.ssh", "/data/*.ckpt"]
   */
  @ApiPropertyOptional({ type: [String] })
  @MaxLength(255, { each: true, message: 'exclude must hold patterns of at most 255 characters' })
  @IsString({ each: true, message: 'exclude must hold text only' })
  @ArrayMaxSize(50, { message: 'exclude must hold at most 50 patterns' })
  @IsArray()
  @IsOptional()
  @EmptyIsAbsent()
  exclude?: readonly string[];
}

/** Body of the platform's `POST /v1/commit/sync` and `/async`. */
export class CommitRequest extends CommitParameters {
  /**
   * Address of the node that runs the container.
   * @example "127.0.0.2"
   */
  @MaxLength(255)
  @IsNotEmpty()
  @IsString()
  ip!: string;
}
