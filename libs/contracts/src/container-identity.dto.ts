import { Envelope } from './envelope.dto.js';

/** Answer of the agent's `GET /v1/container/identity`: resolves container strings, to detect two that mean the same container. */
export class ContainerIdentityAnswer extends Envelope {
  /**
   * Full id of the container, 64 hexadecimal digits, if it exists.
   * @example "4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945"
   */
  id?: string;

  /**
   * Error code, if the request was refused.
   * @example "container_not_found"
   */
  error_code?: string;
}
