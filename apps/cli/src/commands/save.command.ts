import { answered } from '@image-factory/client';
import { type ContainerPath, containerPath } from '../arguments/container-path.js';
import { idempotencyKey } from '../arguments/idempotency-key.js';
import { login, type LoginOptions } from '../arguments/login.js';
import { refuseSecret } from '../arguments/refused-secret.js';
import { repeated } from '../arguments/repeated.js';
import type { ExitCode } from '../exit-code.js';
import type { FactoryCommand } from '../factory-command.js';
import { toldEnd } from '../following/told-end.js';
import { untilEnded } from '../following/until-ended.js';
import type { Session } from '../session.js';

interface SaveOptions extends LoginOptions {
  readonly author?: string;
  readonly note?: string;
  readonly exclude?: string[];
  readonly blankEnv?: string[];
  readonly key?: string;
  readonly wait?: true;
}

/** `factory save`. */
export function addSave(factory: FactoryCommand): void {
  const command = factory
    .add('save', 'Save a container as an image')
    .argument('<IP/CONTAINER>', 'address of the node, and id or name of the container', containerPath)
    .argument('<IMAGE>', 'image reference to save it as; without a tag, latest')
    .option('--author <name>', 'author of the image')
    .option('--note <text>', 'commit message')
    .option('--exclude <path>', 'leave the changes of this path out, a pattern; may be repeated', repeated)
    .option('--blank-env <name>', 'leave the value of this variable out; may be repeated', repeated)
    .option('--user <name>', 'user name for the registry; else the docker login of the node is used')
    .option('--password-stdin', 'read the password for the registry from standard input')
    .option('--key <key>', 'sent again with the same order, no second save begins', idempotencyKey)
    .option('--wait', 'wait until the save has ended, and show how far it is')
    .action(factory.runs(save));
  refuseSecret(command, '--password', 'use --password-stdin');
}

async function save(
  session: Session,
  { ip, container }: ContainerPath,
  image: string,
  { author, note, exclude, blankEnv: blank_env, key, wait, ...accountOptions }: SaveOptions,
): Promise<ExitCode | void> {
  const account = await login(accountOptions, session.terminal.stdin);
  const order = { ip, container, image, author, note, exclude, blank_env, ...account };
  const header = key === undefined ? {} : { 'Idempotency-Key': key };
  const commit = await answered(session.calls.POST('/v2/commits', { body: order, params: { header } }));
  if (!wait) return session.show(commit, ({ id }) => id);
  const goesOn = `The save goes on. To cancel it: factory cancel ${commit.id}`;
  return toldEnd(session, await untilEnded(session, commit, goesOn));
}
