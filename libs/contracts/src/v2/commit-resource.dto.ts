import { ApiProperty } from '@nestjs/swagger';
import { COMMIT_STATES, type CommitState } from '../commit-state.js';
import { UnsavedMount, VERIFIED_BY, type VerifiedBy } from '../status-report.dto.js';

/** Progress of the current phase of a commit. */
export class CommitProgress {
  /**
   * Processed bytes of this phase, before compression.
   * @example 52428800
   */
  bytes!: number;

  /**
   * Total bytes of this phase, if known.
   * @example 209715200
   */
  total_bytes?: number;

  /**
   * Percentage, 0 to 100, if known.
   * @example 25
   */
  percent?: number;

  /**
   * Recent rate in bytes per second, if known.
   * @example 94371840
   */
  bytes_per_second?: number;

  /**
   * Remaining seconds of the phase at this rate, if known.
   * @example 2
   */
  eta_seconds?: number;
}

/** Reason of a failure. */
export class CommitError {
  /**
   * Error code.
   * @example "registry_unauthorized"
   */
  code!: string;

  /**
   * Summary of the code, the same for every occurrence.
   * @example "The registry requires a login"
   */
  title!: string;

  /**
   * Description of this occurrence.
   * @example "127.0.0.1:5000 requires a login."
   */
  detail!: string;

  /**
   * Remedy, if there is one.
   * @example "Send hub_user and hub_pwd, or run `docker login` for this registry on the node."
   */
  hint?: string;
}

/** A commit. */
export class CommitResource {
  /**
   * Id of the commit, a UUIDv7; v1 calls it transaction id.
   * @example "0199a1b2-7c3d-7e4f-8a5b-0c1d2e3f4a5b"
   */
  id!: string;

  @ApiProperty({ description: 'State of the commit.', enum: COMMIT_STATES, example: 'pushing' })
  state!: CommitState;

  /**
   * Description of the state for people.
   * @example "Pushing: 1 of 2 layers are done."
   */
  message!: string;

  /**
   * Address of the node, as posted.
   * @example "127.0.0.2"
   */
  ip!: string;

  /**
   * Container, as posted.
   * @example "notebook-alice"
   */
  container!: string;

  /**
   * Image reference, as posted.
   * @example "127.0.0.1:5000/user-images/alice:v1"
   */
  image!: string;

  /**
   * Author; empty if none was given.
   * @example "alice"
   */
  author!: string;

  /**
   * Commit message; empty if none was given.
   * @example "with pandas 3"
   */
  note!: string;

  /**
   * Patterns of excluded paths, as posted; empty if none were given.
   * @example ["/root/.ssh"]
   */
  @ApiProperty({ type: [String] })
  exclude!: readonly string[];

  /**
   * Names of redacted environment variables, as posted; empty if none were given.
   * @example ["GITHUB_TOKEN"]
   */
  @ApiProperty({ type: [String] })
  redact_env!: readonly string[];

  /**
   * Position in the queue of its node, from 1, while queued.
   * @example 2
   */
  place?: number;

  /** Progress of the phase, while committing or pushing and if known. */
  progress?: CommitProgress;

  /**
   * Digest of the manifest in the registry, after success.
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

  /** Mounts of the container, whose content is not in the image; after success. */
  @ApiProperty({ type: [UnsavedMount], required: false })
  not_saved?: readonly UnsavedMount[];

  /** Reason of the failure, once failed. */
  error?: CommitError;

  /**
   * Name of the person who cancelled the commit.
   * @example "alice"
   */
  cancelled_by?: string;

  /**
   * Number of the attempt, from 1; it increases when a commit that its agent lost is retried.
   * @example 1
   */
  attempt!: number;

  /**
   * Time of the acceptance.
   * @example "2026-11-24T12:00:00.000Z"
   */
  accepted_at!: string;

  /**
   * Time of the dispatch of this attempt.
   * @example "2026-11-24T12:00:00.020Z"
   */
  started_at?: string;

  /**
   * Time of the last change of the state.
   * @example "2026-11-24T12:00:02.500Z"
   */
  changed_at!: string;

  /**
   * Time of the end.
   * @example "2026-11-24T12:00:04.000Z"
   */
  ended_at?: string;
}
