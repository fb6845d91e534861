import { ApiProperty } from '@nestjs/swagger';
import { IsNotEmpty, IsString, MaxLength } from 'class-validator';
import { CommitStatus } from './commit-state.js';
import { Envelope } from './envelope.dto.js';
import { VERIFIED_BY, type VerifiedBy } from './status-report.dto.js';

/** Query of `GET /v1/commit/query`. */
export class CommitQuery {
  /**
   * Transaction id, or the container as posted, which selects its newest commit.
   * @example "notebook-alice"
   */
  @MaxLength(300)
  @IsNotEmpty()
  @IsString()
  transaction_id!: string;
}

/** A commit, as `query` returns it. */
export class V1Commit {
  /**
   * Transaction id.
   * @example "0199a1b2-7c3d-7e4f-8a5b-0c1d2e3f4a5b"
   */
  id!: string;

  /**
   * Address of the node, as posted.
   * @example "127.0.0.2"
   */
  ip!: string;

  /**
   * Last change of the status, Unix time in seconds.
   * @example 1793500000
   */
  time!: number;

  /**
   * Image reference, as posted.
   * @example "127.0.0.1:5000/user-images/alice:v1"
   */
  image!: string;

  /**
   * Container, as posted.
   * @example "notebook-alice"
   */
  container!: string;

  /**
   * Author; empty if none was given.
   * @example "alice"
   */
  author!: string;

  /** State of the commit. */
  status!: CommitStatus;

  /**
   * Description of the state for people.
   * @example "pushed"
   */
  status_msg!: string;

  /**
   * Digest of the manifest in the registry, once the commit has succeeded.
   * @example "sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"
   */
  digest?: string;

  @ApiProperty({
    description:
      'Request whose answer confirmed the digest: a HEAD, a GET, or the push itself if the registry allows neither.',
    enum: VERIFIED_BY,
    example: 'head',
    required: false,
  })
  verified_by?: VerifiedBy;

  /**
   * Error code, once the commit has failed.
   * @example "registry_unauthorized"
   */
  error_code?: string;
}

/** Answer of `query`. */
export class CommitQueryAnswer extends Envelope {
  /** The commit, if it was found. */
  commit?: V1Commit;
}

/** Answer of the platform's `sync` and `async`. */
export class CommitAnswer extends Envelope {
  /**
   * Id of the accepted commit; if the container already has a running commit, the id of that one.
   * @example "0199a1b2-7c3d-7e4f-8a5b-0c1d2e3f4a5b"
   */
  transaction_id?: string;

  /**
   * Error code, if the request was refused or the commit of `sync` failed.
   * @example "registry_unauthorized"
   */
  error_code?: string;
}
