import { createRequire } from 'node:module';
import { CallFailure } from '@image-factory/client';
import { Command, CommanderError } from 'commander';
import { refuseSecret } from './arguments.js';
import { addCancel, addShow } from './commands/commit.js';
import { addList } from './commands/list.js';
import { addNodeCommands } from './commands/nodes.js';
import { addSave } from './commands/save.js';
import { ExitCode, exitCodeOf, exitCodesHelp, UsageError } from './exit-code.js';
import { type Action, type Run, Session, type Terminal } from './session.js';
import { DEFAULT_SHIELD, type Environment, shieldAccess, type ShieldOptions } from './shield-access.js';
import { failureText } from './view/failure-text.js';

// Read here, because the shared service library would load Nest.
const { version } = createRequire(import.meta.url)('#package.json') as { version: string };

/** The commands, in the order of the help. */
const COMMANDS = [addSave, addList, addShow, addCancel, addNodeCommands];

const SEE_USAGE = 'Add --help to see the usage.';

/** Runs `factory` with the arguments, reports errors to the terminal, and returns the exit code. */
export async function runFactory(
  args: readonly string[],
  terminal: Terminal,
  environment: Environment,
): Promise<ExitCode> {
  let exitCode: ExitCode = ExitCode.ok;
  const run: Run =
    <A extends unknown[]>(action: Action<A>) =>
    async (...actionArgs) => {
      const command = actionArgs.pop() as Command;
      const { json = false, ...options } = command.optsWithGlobals<ShieldOptions & { readonly json?: true }>();
      const session = new Session(shieldAccess(options, environment), terminal, json);
      exitCode = (await action(session, ...(actionArgs as A))) ?? ExitCode.ok;
    };
  try {
    await factoryProgram(terminal, run).parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    // Commander has already printed the usage error, the help or the version.
    if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.ok : ExitCode.usage;
    terminal.stderr.write(`${messageOf(error)}\n`);
    return exitCodeOf(error);
  }
}

/**
 * Builds the command `factory` with its subcommands.
 * @param run creates the handler that Commander calls for a subcommand's action
 */
export function factoryProgram({ stdout, stderr }: Pick<Terminal, 'stdout' | 'stderr'>, run: Run): Command {
  const program = new Command('factory')
    .description('Save running containers as images through the shield of an Image Factory.')
    .version(version, '--version', 'print the version')
    .helpOption('--help', 'print this help')
    .helpCommand(false)
    .option('--shield <address>', `address of the shield (default: FACTORY_SHIELD, else ${DEFAULT_SHIELD})`)
    .option('--token-file <file>', 'file that contains the token for the shield (default: FACTORY_TOKEN)')
    .option('--json', 'print JSON: one document, or with --wait and --follow one object per line')
    .addHelpText('after', exitCodesHelp())
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ writeOut: (text) => stdout.write(text), writeErr: (text) => stderr.write(text) })
    .showHelpAfterError(SEE_USAGE)
    .exitOverride();
  refuseSecret(program, '--token', 'set FACTORY_TOKEN, or use --token-file FILE');
  for (const addCommand of COMMANDS) addCommand(program, run);
  return program;
}

function messageOf(error: unknown): string {
  if (error instanceof CallFailure) return failureText(error.problem);
  if (error instanceof UsageError) return `error: ${error.message}\n${SEE_USAGE}`;
  return `error: unexpected failure\n${error instanceof Error ? error.stack : String(error)}`;
}
