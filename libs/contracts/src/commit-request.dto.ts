import { IsNotEmpty, IsString, MaxLength } from 'class-validator';
import { CommitParameters } from './commit-parameters.dto.js';

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
