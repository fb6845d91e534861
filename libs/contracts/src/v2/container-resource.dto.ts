import { AgentAnswer } from '../envelope.dto.js';

/** The place of a container in Kubernetes. */
export class ContainerPodResource {
  /** @example "default" */
  namespace!: string;

  /**
   * Name of the pod.
   * @example "notebook-alice-0"
   */
  name!: string;

  /**
   * Name of the container in the pod.
   * @example "notebook"
   */
  container!: string;
}

/** A container of a node. */
export class ContainerResource {
  /**
   * Full id, 64 hexadecimal digits.
   * @example "4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945"
   */
  id!: string;

  /**
   * Name; in Kubernetes `<namespace>/<pod>/<container>`.
   * @example "notebook-alice"
   */
  name!: string;

  /** Absent outside Kubernetes. */
  pod?: ContainerPodResource;

  /**
   * Image reference that the container was created from.
   * @example "127.0.0.1:5000/user-images/base:1"
   */
  image!: string;

  /**
   * State, as reported by the runtime.
   * @example "running"
   */
  state!: string;

  /**
   * State in words, with its duration.
   * @example "Up 2 hours"
   */
  status!: string;

  /**
   * Time of the creation.
   * @example "2026-11-24T10:00:00.000Z"
   */
  created_at!: string;
}

/** The containers of a node, newest first. */
export class ContainerList {
  items!: ContainerResource[];
}

/** Answer of the agent's `GET /v1/container/list`. */
export class ContainerListAnswer extends AgentAnswer {
  containers!: ContainerResource[];
}
