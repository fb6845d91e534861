import { IsNotEmpty, IsString, MaxLength } from 'class-validator';
import { SaveOrder } from './save-order.dto.js';

/** Body of the platform's `POST /v1/commit/sync` and `/async`. */
export class CommitRequest extends SaveOrder {
  /**
   * Address of the node that runs the container.
   * @example "127.0.0.2"
   */
  @MaxLength(255)
  @IsNotEmpty()
  @IsString()
  ip!: string;
}
