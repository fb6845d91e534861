import { IsNotEmpty, IsString, Matches, MaxLength } from 'class-validator';
import { CONTAINER_MAX_LENGTH, CONTAINER_PATTERN, CONTAINER_RULE } from './container-name.js';
import { Envelope } from './envelope.dto.js';

/** Query of the agent's `GET /v1/commit/size`. */
export class ContainerQuery {
  /**
   * Id or name of the container.
   * @example "notebook-alice"
   */
  @Matches(CONTAINER_PATTERN, { message: CONTAINER_RULE })
  @MaxLength(CONTAINER_MAX_LENGTH)
  @IsNotEmpty()
  @IsString()
  container!: string;
}

/** Query of the shield's `GET /v1/commit/size`. */
export class SizeQuery extends ContainerQuery {
  /**
   * Address of the node that runs the container.
   * @example "127.0.0.2"
   */
  @MaxLength(255)
  @IsNotEmpty()
  @IsString()
  ip!: string;
}

/** Answer of `size` on shield and agent. */
export class SizeAnswer extends Envelope {
  /**
   * Size of the container's file system in kB, including its image (`docker ps -s`: virtual); 0 on failure.
   * @example 4632
   */
  size!: number;
}
