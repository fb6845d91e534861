import { ApiProperty } from '@nestjs/swagger';
import { COMMIT_STATES, type CommitState } from '../commit-state.js';
import { VERIFIED_BY, type VerifiedBy } from '../verified-by.js';

/** How far the running phase of a save is. */
export class CommitProgress {
  /**
   * Bytes done in this phase, before compression.
   * @example 52428800
   */
  bytes!: number;

  /**
   * Bytes in all in this phase, as far as known.
   * @example 209715200
   */
  total_bytes?: number;

  /**
   * Share that is done, 0 to 100, as far as known.
   * @example 25
   */
  percent?: number;

  /**
   * Recent rate in bytes per second, if known.
   * @example 94371840
   */
  bytes_per_second?: number;

  /**
   * Seconds until the phase has ended at this rate, as far as known.
   * @example 2
   */
  eta_seconds?: number;
}

/** Why a save has failed. */
export class CommitError {
  /**
   * Stable code.
   * @example "registry_unauthorized"
   */
  code!: string;

  /**
   * A short name of the failure, the same for every occurrence.
   * @example "The registry requires a login"
   */
  title!: string;

  /**
   * What was wrong this time, in a sentence.
   * @example "127.0.0.1:5000 asks for a login."
   */
  detail!: string;

  /**
   * What a person can do about it, where something can be done.
   * @example "Send hub_user and hub_pwd, or run `docker login` for this registry on the node."
   */
  hint?: string;
}

/** A save, as v2 shows it. */
export class CommitResource {
  /**
   * Transaction id, a UUIDv7.
   * @example "0199a1b2-7c3d-7e4f-8a5b-0c1d2e3f4a5b"
   */
  id!: string;

  @ApiProperty({ description: 'State of the save.', enum: COMMIT_STATES, example: 'pushing' })
  state!: CommitState;

  /**
   * A sentence for a person about the state.
   * @example "Pushing: 1 of 2 layers are done."
   */
  message!: string;

  /**
   * Address of the node, as it was posted.
   * @example "127.0.0.2"
   */
  ip!: string;

  /**
   * Container, as it was posted.
   * @example "notebook-alice"
   */
  container!: string;

  /**
   * Image reference, as it was posted.
   * @example "127.0.0.1:5000/user-images/alice:v1"
   */
  image!: string;

  /**
   * Author, empty when none was given.
   * @example "alice"
   */
  author!: string;

  /**
   * Commit message, empty when none was given.
   * @example "with pandas 3"
   */
  note!: string;

  /**
   * Paths whose changes are not saved, as they were posted; empty when none were.
   * @example ["/root/.ssh"]
   */
  exclude!: string[];

  /**
   * Names of the environment variables that are saved without their values, as they were posted; empty when none were.
   * @example ["GITHUB_TOKEN"]
   */
  blank_env!: string[];

  /**
   * Place among the waiting saves of its node, from 1, while queued.
   * @example 2
   */
  place?: number;

  /** How far the running phase is, while committing or pushing, as far as known. */
  progress?: CommitProgress;

  /**
   * Digest of the manifest in the registry, once succeeded.
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

  /** Why it has failed, once failed. */
  error?: CommitError;

  /**
   * Who has asked for it to be cancelled.
   * @example "alice"
   */
  cancelled_by?: string;

  /**
   * How many times it has been begun, from 1: once more each time its agent had lost it.
   * @example 1
   */
  attempt!: number;

  /**
   * When it was accepted.
   * @example "2026-11-24T12:00:00.000Z"
   */
  accepted_at!: string;

  /**
   * When its agent got it, in this attempt.
   * @example "2026-11-24T12:00:00.020Z"
   */
  started_at?: string;

  /**
   * Last change of the state.
   * @example "2026-11-24T12:00:02.500Z"
   */
  changed_at!: string;

  /**
   * When it ended.
   * @example "2026-11-24T12:00:04.000Z"
   */
  ended_at?: string;
}
