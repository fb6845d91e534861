import { isIPv4 } from 'node:net';
import { InvalidArgumentError } from 'commander';

/** A node address, as registered by its agent. */
export function nodeAddress(text: string): string {
  if (isIPv4(text)) return text;
  throw new InvalidArgumentError('Write the address of a node that `factory nodes` shows, such as 192.168.1.20.');
}
