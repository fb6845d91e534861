import { isIPv4 } from 'node:net';
import { InvalidArgumentError } from 'commander';

/** A container and the node that runs it, written IP/CONTAINER. */
export interface ContainerPath {
  readonly ip: string;
  readonly container: string;
}

/** The container of an argument; only the first slash parts, since `docker://…` has slashes of its own. */
export function containerPath(text: string): ContainerPath {
  const [, ip, container] = /^([^/]*)\/(.+)$/.exec(text) ?? [];
  if (ip !== undefined && container !== undefined && isIPv4(ip)) return { ip, container };
  throw new InvalidArgumentError('Write the address of the node and the container, such as 192.168.1.20/notebook.');
}
