import { ApiProperty } from '@nestjs/swagger';
import { SizeQuery } from '../container.dto.js';
import { AgentAnswer } from '../envelope.dto.js';

/** Strategies that an agent can choose for a container. */
export const STRATEGY_CHOICES = [
  /** `DirectCommit`: the agent streams the changes to the registry. */
  'direct',
  /** `EngineCommit`: the runtime commits and pushes. */
  'engine',
  /** The agent is configured for direct commits only, and cannot commit this container directly. */
  'none',
] as const;

export type StrategyChoice = (typeof STRATEGY_CHOICES)[number];

/** Kinds of secrets that a path may contain. */
export const SECRET_KINDS = [
  /** Logins and tokens: `.ssh/`, `.aws/`, `.netrc`, `.docker/config.json`, … */
  'credentials',
  /** `id_rsa`, `*.pem`, … */
  'private_key',
  /** Input of a shell or another tool: `.bash_history`, … */
  'history',
  /** `.env` */
  'environment_file',
] as const;

export type SecretKind = (typeof SECRET_KINDS)[number];

/** Reasons why an image layer cannot hold a path. */
export const UNSUPPORTED_KINDS = [
  /** The name begins with `.wh.`: layers reserve such names for deletions. */
  'reserved_name',
  /** Longer than 4,000 bytes: runtimes unpack it below a path of their own. */
  'path_too_long',
  /** The extended attributes are larger than 1 MiB. */
  'attributes_too_large',
] as const;

export type UnsupportedKind = (typeof UNSUPPORTED_KINDS)[number];

/** Path of `GET /v2/agents/{ip}/containers/{container}/preview`. */
export class ContainerPath extends SizeQuery {}

/** Changes that a commit would add to the image. */
export class PreviewLayer {
  /**
   * Total bytes of the files, before compression.
   * @example 209715200
   */
  bytes!: number;

  /**
   * Number of files, symbolic links and devices.
   * @example 1834
   */
  files!: number;

  /**
   * Number of paths of the image that the container no longer has.
   * @example 3
   */
  deletions!: number;

  /**
   * False if the container has too many changes to list: the numbers are lower bounds then.
   * @example true
   */
  complete!: boolean;
}

/** A file that a commit would add. */
export class PreviewFile {
  /**
   * Path in the container.
   * @example "/home/user/model.bin"
   */
  path!: string;

  /**
   * Size in bytes.
   * @example 104857600
   */
  size!: number;
}

/** A path that may contain a secret. */
export class SecretPath {
  /**
   * Path in the container; a directory ends with a slash and includes its content.
   * @example "/root/.ssh/"
   */
  path!: string;

  @ApiProperty({ description: 'Probable content.', enum: SECRET_KINDS, example: 'credentials' })
  kind!: SecretKind;
}

/** Paths and variables that may contain secrets. */
export class PreviewSecrets {
  /**
   * Names of environment variables that look like passwords, tokens or keys.
   * @example ["GITHUB_TOKEN"]
   */
  environment!: string[];

  /** The first 100 such paths. */
  paths!: SecretPath[];

  /**
   * Number of such paths.
   * @example 1
   */
  total_paths!: number;
}

/** A path that no image can hold: a commit fails with `unsupported_path` unless the path is excluded. */
export class UnsupportedPath {
  /**
   * Path in the container.
   * @example "/home/user/.wh.notes"
   */
  path!: string;

  @ApiProperty({
    description:
      'Reason: the name begins with `.wh.`, which layers reserve for deletions; the path is longer than 4,000 bytes; or its extended attributes are larger than 1 MiB.',
    enum: UNSUPPORTED_KINDS,
    example: 'reserved_name',
  })
  kind!: UnsupportedKind;
}

/** A mount of a container; an image does not contain mounts. */
export class PreviewMount {
  /**
   * Path in the container.
   * @example "/data"
   */
  destination!: string;

  /**
   * Type as reported by the runtime: `volume`, `bind`, `tmpfs`, …
   * @example "volume"
   */
  type!: string;
}

/** Result of a commit of the container in its current state. */
export class ContainerPreview {
  /**
   * Full id of the container, 64 hexadecimal digits.
   * @example "4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945"
   */
  id!: string;

  /**
   * Bytes of its file system, including its image.
   * @example 1073741824
   */
  size!: number;

  layer!: PreviewLayer;

  /** The 20 largest new or changed files, the largest first; absent if the agent cannot read their sizes. */
  largest_files?: PreviewFile[];

  secrets!: PreviewSecrets;

  /** The first 100 paths that no image can hold; absent if the agent is too old to find them. */
  unsupported_paths?: UnsupportedPath[];

  /** Volumes, bind mounts and file systems in memory. */
  not_saved!: PreviewMount[];

  @ApiProperty({
    description: 'Strategy that the agent would choose, or `none` if it cannot commit the container.',
    enum: STRATEGY_CHOICES,
    example: 'direct',
  })
  way!: StrategyChoice;

  /**
   * Reason of the choice.
   * @example "The agent can read the files of the container."
   */
  reason!: string;
}

/** Answer of the agent's `GET /v1/container/preview`. */
export class ContainerPreviewAnswer extends AgentAnswer {
  /** The preview, unless it failed. */
  preview?: ContainerPreview;
}
