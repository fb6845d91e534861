import { IsNotEmpty, IsString, Matches, MaxLength } from 'class-validator';
import { AgentAnswer, Envelope } from './envelope.dto.js';
import { CONTAINER_MAX_LENGTH, CONTAINER_PATTERN, CONTAINER_RULE } from './field-rules.js';

/** Query of the agent's `GET /v1/commit/size`. */
export class ContainerQuery {
  /**
   * Id or name of the container; in Kubernetes also `pod:<namespace>/<pod>/<container>`.
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

/** Answer of the agent's `GET /v1/container/identity`: resolves container strings, to detect two that mean the same container. */
export class ContainerIdentityAnswer extends AgentAnswer {
  /**
   * Full id of the container, 64 hexadecimal digits, if it exists.
   * @example "4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945"
   */
  id?: string;
}
