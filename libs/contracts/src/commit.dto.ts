import { ApiProperty } from '@nestjs/swagger';
import { CommitStatus } from './commit-status.js';
import { Envelope } from './envelope.dto.js';
import { VERIFIED_BY, type VerifiedBy } from './verified-by.js';

/** A commit as `query` shows it. */
export class Commit {
  /**
   * Transaction id.
   * @example "0199a1b2-7c3d-7e4f-8a5b-0c1d2e3f4a5b"
   */
  id!: string;

  /**
   * Address of the node, as it was posted.
   * @example "127.0.0.2"
   */
  ip!: string;

  /**
   * Last change of the status, in Unix seconds.
   * @example 1793500000
   */
  time!: number;

  /**
   * Image reference, as it was posted.
   * @example "127.0.0.1:5000/user-images/alice:v1"
   */
  image!: string;

  /**
   * Container, as it was posted.
   * @example "notebook-alice"
   */
  container!: string;

  /**
   * Author, empty when none was given.
   * @example "alice"
   */
  author!: string;

  /** State of the save. */
  status!: CommitStatus;

  /**
   * A sentence for a person about the state.
   * @example "pushed"
   */
  status_msg!: string;

  /**
   * Digest of the manifest in the registry, once the save has succeeded.
   * @example "sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"
   */
  digest?: string;

  @ApiProperty({
    description:
      'How the registry confirmed the digest: by its answer to a HEAD, to a GET, or, where it allows neither, to the push.',
    enum: VERIFIED_BY,
    example: 'head',
    required: false,
  })
  verified_by?: VerifiedBy;

  /**
   * Stable code of the failure, once the save has failed.
   * @example "registry_unauthorized"
   */
  error_code?: string;
}

/** Answer of `query`. */
export class CommitQueryAnswer extends Envelope {
  /** The commit, when it was found. */
  commit?: Commit;
}

/** Answer of the platform's `sync` and `async`. */
export class CommitAnswer extends Envelope {
  /**
   * Id of the accepted save, or, when another save of the container is running, the id of that one.
   * @example "0199a1b2-7c3d-7e4f-8a5b-0c1d2e3f4a5b"
   */
  transaction_id?: string;
}
