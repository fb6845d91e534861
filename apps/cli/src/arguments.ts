import { isIPv4 } from 'node:net';
import { text } from 'node:stream/consumers';
import type { CommitState } from '@image-factory/client';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { UsageError } from './exit-code.js';

/** A container and its node, written IP/CONTAINER. */
export interface ContainerPath {
  readonly ip: string;
  readonly container: string;
}

/** Parses IP/CONTAINER. Splits only at the first slash, because `docker://…` contains slashes. */
export function containerPath(value: string): ContainerPath {
  const [, ip, container] = /^([^/]*)\/(.+)$/.exec(value) ?? [];
  if (ip !== undefined && container !== undefined && isIPv4(ip)) return { ip, container };
  throw new InvalidArgumentError('Expected the node address and the container, such as 192.168.1.20/notebook.');
}

/** Parses a node address, as registered by its agent. */
export function nodeAddress(value: string): string {
  if (isIPv4(value)) return value;
  throw new InvalidArgumentError('Expected a node address from `factory nodes`, such as 192.168.1.20.');
}

/** Parses a commit id; restricted, because it becomes part of a URL path. */
export function commitId(value: string): string {
  if (/^[\w-]{1,255}$/.test(value)) return value;
  throw new InvalidArgumentError('Expected a commit id from `factory ls`.');
}

/** Parses an idempotency key in the format that the shield accepts. */
export function idempotencyKey(value: string): string {
  if (/^[\x21-\x7e]{1,255}$/.test(value)) return value;
  throw new InvalidArgumentError('Expected 1 to 255 printable ASCII characters without spaces.');
}

/** Parses an integer of at least 1. */
export function wholeNumber(value: string): number {
  const number = Number(value);
  if (Number.isSafeInteger(number) && number >= 1) return number;
  throw new InvalidArgumentError('Expected a whole number of at least 1.');
}

/** Collects the values of a repeatable option in order. */
export function repeated(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}

/** The commit states; a type error here means that the shield's states have changed. */
const STATES = {
  queued: true,
  preparing: true,
  committing: true,
  pushing: true,
  succeeded: true,
  failed: true,
  cancelled: true,
} as const satisfies Record<CommitState, true>;

/** Parses comma-separated states and appends them to those of earlier arguments. */
export function states(value: string, before: readonly CommitState[] = []): CommitState[] {
  return [...before, ...value.split(',').map((state) => stateOf(state.trim()))];
}

function stateOf(name: string): CommitState {
  if (Object.hasOwn(STATES, name)) return name as CommitState;
  throw new InvalidArgumentError(`Expected one of ${Object.keys(STATES).join(', ')}.`);
}

/** The stream from which a password is read. */
export type PasswordSource = NodeJS.ReadableStream & { readonly isTTY?: boolean };

/** Options for the registry login. */
export interface LoginOptions {
  readonly user?: string;
  readonly passwordStdin?: true;
}

/**
 * Reads the registry login, if given, in the format of the commit request. The password comes from a pipe, because
 * command lines are visible to every user of the machine.
 * @throws UsageError for an incomplete login
 */
export async function readLogin(
  { user, passwordStdin }: LoginOptions,
  source: PasswordSource,
): Promise<{ hub_user?: string; hub_pwd?: string }> {
  if (user === undefined && !passwordStdin) return {};
  if (!user) throw new UsageError('--password-stdin requires --user USER.');
  if (!passwordStdin) throw new UsageError('--user requires --password-stdin, with the password piped in.');
  if (source.isTTY) throw new UsageError('--password-stdin reads from a pipe, not from a terminal.');
  const password = (await text(source)).replace(/\r?\n$/, '');
  if (password === '') throw new UsageError('--password-stdin: standard input is empty.');
  return { hub_user: user, hub_pwd: password };
}

/** Rejects a secret option without repeating its value: command lines are visible to every user of the machine. */
export function refuseSecret(command: Command, flag: string, instead: string): void {
  command
    .addOption(new Option(`${flag} [value]`).hideHelp())
    .on(`option:${flag.slice(2)}`, () =>
      command.error(`error: ${flag} would be visible in the process list: ${instead}.`),
    );
}
