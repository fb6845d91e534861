import { ApiProperty } from '@nestjs/swagger';
import { SizeQuery } from '../container.dto.js';
import { UnsavedMount } from '../status-report.dto.js';

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

/** Kinds of paths that a runtime creates for its mounts. */
export const STUB_KINDS = ['file', 'directory', 'link'] as const;

export type StubKind = (typeof STUB_KINDS)[number];

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

/** An empty file or directory that exists only as the target of a mount, or a link to such a file. */
export class MountStub {
  /**
   * Path in the container.
   * @example "/usr/lib/x86_64-linux-gnu/libcuda.so.550.54.14"
   */
  path!: string;

  @ApiProperty({ description: 'Type of the path.', enum: STUB_KINDS, example: 'file' })
  kind!: StubKind;
}

/** The fields of a preview that v2 and the wire between shield and agent share. */
export class PreviewContent {
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
  not_saved!: UnsavedMount[];

  /**
   * Paths that the runtime has created for its mounts, such as empty files of a GPU driver; a direct commit omits them. The
   * first 100; absent if there are none, or if the agent is too old to find them or would not commit directly.
   */
  mount_stubs?: MountStub[];

  /**
   * Reason of the choice.
   * @example "The agent can read the files of the container."
   */
  reason!: string;
}

/** Options of the field with the strategy. */
export const STRATEGY_PROPERTY = {
  description: 'Strategy that the agent would choose, or `none` if it cannot commit the container.',
  enum: STRATEGY_CHOICES,
  example: 'direct',
} as const;

/** Result of a commit of the container in its current state. */
export class ContainerPreview extends PreviewContent {
  @ApiProperty(STRATEGY_PROPERTY)
  strategy!: StrategyChoice;
}
