import { ApiProperty } from '@nestjs/swagger';
import { Envelope } from '../envelope.dto.js';
import { SizeQuery } from '../size.dto.js';
import { SAVE_WAYS, type SaveWay } from './save-way.js';
import { SECRET_KINDS, type SecretKind } from './secret-kind.js';
import { UNSUPPORTED_KINDS, type UnsupportedKind } from './unsupported-kind.js';

/** Path of `GET /v2/agents/{ip}/containers/{container}/preview`. */
export class ContainerPath extends SizeQuery {}

/** What a save of a container would add to its image. */
export class PreviewLayer {
  /**
   * Bytes of all the files, before compression.
   * @example 209715200
   */
  bytes!: number;

  /**
   * How many files, symbolic links and devices.
   * @example 1834
   */
  files!: number;

  /**
   * How many paths of the image the container no longer has.
   * @example 3
   */
  deletions!: number;

  /**
   * False if there was too much to look through: there is at least as much as is told then.
   * @example true
   */
  complete!: boolean;
}

/** A file that a save would add. */
export class PreviewFile {
  /**
   * Path in the container.
   * @example "/home/user/model.bin"
   */
  path!: string;

  /**
   * Bytes.
   * @example 104857600
   */
  size!: number;
}

/** A path that looks as if it should not go along. */
export class SecretPath {
  /**
   * Path in the container; a directory, which stands for all that is in it, ends with a slash.
   * @example "/root/.ssh/"
   */
  path!: string;

  @ApiProperty({ description: 'What it is likely to hold.', enum: SECRET_KINDS, example: 'credentials' })
  kind!: SecretKind;
}

/** What looks as if it should not go along. */
export class PreviewSecrets {
  /**
   * Names of environment variables that look like passwords, tokens or keys.
   * @example ["GITHUB_TOKEN"]
   */
  environment!: string[];

  /** The first 100 such paths. */
  paths!: SecretPath[];

  /**
   * How many such paths there are.
   * @example 1
   */
  total_paths!: number;
}

/** A path that no image can hold: a commit fails with `unsupported_path` unless `exclude` leaves it out. */
export class UnsupportedPath {
  /**
   * Path in the container.
   * @example "/home/user/.wh.notes"
   */
  path!: string;

  @ApiProperty({
    description:
      'Why: its name begins with `.wh.`, which layers reserve for deletions; it has over 4,000 bytes; or its extended attributes have over 1 MiB.',
    enum: UNSUPPORTED_KINDS,
    example: 'reserved_name',
  })
  kind!: UnsupportedKind;
}

/** What is mounted into a container, and so is in no image of it. */
export class PreviewMount {
  /**
   * Path in the container.
   * @example "/data"
   */
  destination!: string;

  /**
   * `volume`, `bind`, `tmpfs`, … as the engine names it.
   * @example "volume"
   */
  type!: string;
}

/** What a save of a container would do, as the container is now. */
export class ContainerPreview {
  /**
   * Full id of the container, 64 hexadecimal digits.
   * @example "4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945"
   */
  id!: string;

  /**
   * Bytes of its whole file system, those of its image included.
   * @example 1073741824
   */
  size!: number;

  layer!: PreviewLayer;

  /** The 20 largest new or changed files, the largest first; absent where the agent cannot read their sizes. */
  largest_files?: PreviewFile[];

  secrets!: PreviewSecrets;

  /** The first 100 paths that no image can hold; absent where the agent is too old to find them. */
  unsupported_paths?: UnsupportedPath[];

  /** Volumes, bind mounts and file systems in memory. */
  not_saved!: PreviewMount[];

  @ApiProperty({
    description: 'How the agent would save it: directly, by the engine, or not at all.',
    enum: SAVE_WAYS,
    example: 'direct',
  })
  way!: SaveWay;

  /**
   * Why it would be saved so, in a sentence.
   * @example "The agent can read the files of the container."
   */
  reason!: string;
}

/** Answer of the agent's `GET /v1/container/preview`. */
export class ContainerPreviewAnswer extends Envelope {
  /** The preview, when it could be made. */
  preview?: ContainerPreview;

  /**
   * Stable code of the failure, when it was refused.
   * @example "container_not_found"
   */
  error_code?: string;
}
