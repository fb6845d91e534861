import { isIPv4 } from 'node:net';
import { InvalidArgumentError } from 'commander';

/** A container and its node, written IP/CONTAINER. */
export interface ContainerPath {
  readonly ip: string;
  readonly container: string;
}

/** Parses IP/CONTAINER. Splits only at the first slash, because `docker://…` contains slashes. */
export function containerPath(text: string): ContainerPath {
  const [, ip, container] = /^([^/]*)\/(.+)$/.exec(text) ?? [];
  if (ip !== undefined && container !== undefined && isIPv4(ip)) return { ip, container };
  throw new InvalidArgumentError('Write the address of the node and the container, such as 192.168.1.20/notebook.');
}
