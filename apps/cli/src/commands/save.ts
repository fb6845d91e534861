import { answered } from '@image-factory/client';
import type { Command } from 'commander';
import {
  type ContainerPath,
  containerPath,
  idempotencyKey,
  type LoginOptions,
  readLogin,
  refuseSecret,
  repeated,
} from '../arguments.js';
import type { ExitCode } from '../exit-code.js';
import type { Run, Session } from '../session.js';
import { printEnd, waitForEnd } from '../wait.js';

interface SaveOptions extends LoginOptions {
  readonly author?: string;
  readonly note?: string;
  readonly exclude?: string[];
  readonly redactEnv?: string[];
  readonly key?: string;
  readonly wait?: true;
}

/** Adds `factory save`. */
export function addSave(program: Command, run: Run): void {
  const command = program
    .command('save')
    .description('Save a container as an image')
    .argument('<IP/CONTAINER>', 'node address, and id or name of the container', containerPath)
    .argument('<IMAGE>', 'reference of the image; the default tag is latest')
    .option('--author <name>', 'author of the image')
    .option('--note <text>', 'commit message')
    .option('--exclude <path>', 'exclude changes of paths that match this pattern (repeatable)', repeated)
    .option(
      '--redact-env <name>',
      'remove the value of this environment variable from the image (repeatable)',
      repeated,
    )
    .option('--user <name>', "user name for the registry (default: the node's docker login)")
    .option('--password-stdin', 'read the password for the registry from standard input')
    .option(
      '--key <key>',
      'idempotency key: a repeated request with the same key starts no second commit',
      idempotencyKey,
    )
    .option('--wait', 'show the progress until the commit ends')
    .action(run(save));
  refuseSecret(command, '--password', 'use --password-stdin');
}

async function save(
  session: Session,
  { ip, container }: ContainerPath,
  image: string,
  { author, note, exclude, redactEnv: redact_env, key, wait, ...loginOptions }: SaveOptions,
): Promise<ExitCode | void> {
  const login = await readLogin(loginOptions, session.terminal.stdin);
  const body = { ip, container, image, author, note, exclude, redact_env, ...login };
  const header = key === undefined ? {} : { 'Idempotency-Key': key };
  const commit = await answered(session.calls.POST('/v2/commits', { body, params: { header } }), 'id');
  if (!wait) return session.printResult(commit, ({ id }) => id);
  const interrupted = `The commit continues. To cancel it: factory cancel ${commit.id}`;
  return printEnd(session, await waitForEnd(session, commit, interrupted));
}
