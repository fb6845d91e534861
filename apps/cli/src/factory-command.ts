import { Command } from 'commander';
import { refuseSecret } from './arguments/refused-secret.js';
import type { Environment } from './config/environment.js';
import { DEFAULT_SHIELD, shieldAccess, type ShieldOptions } from './config/shield-access.js';
import { EXIT_CODES_HELP, ExitCode } from './exit-code.js';
import { Session } from './session.js';
import type { Terminal } from './terminal.js';
import { VERSION } from './version.js';

/** The options that every command has. */
interface SharedOptions extends ShieldOptions {
  readonly json?: true;
}

/** What a command does with its arguments and, as the last of them, its options. */
type Work<A extends unknown[]> = (session: Session, ...args: A) => Promise<ExitCode | void>;

/** The command `factory`, which the others are added to. */
export class FactoryCommand {
  /** How the last command that ran has ended. */
  exitCode: ExitCode = ExitCode.ok;
  private readonly program: Command;

  constructor(
    private readonly terminal: Terminal,
    private readonly environment: Environment,
  ) {
    this.program = new Command('factory')
      .description('Saves running containers as images, through the shield of an Image Factory.')
      .version(VERSION, '--version', 'tell the version')
      .helpOption('--help', 'tell the usage')
      .helpCommand(false)
      .option('--shield <address>', `where the shield is; else FACTORY_SHIELD, else ${DEFAULT_SHIELD}`)
      .option('--token-file <file>', 'file that holds the token for the shield; else FACTORY_TOKEN')
      .option('--json', 'write JSON: one document, or with --wait and --follow one object a line')
      .addHelpText('after', EXIT_CODES_HELP)
      .configureHelp({ showGlobalOptions: true })
      .configureOutput({
        writeOut: (text) => terminal.stdout.write(text),
        writeErr: (text) => terminal.stderr.write(text),
      })
      .showHelpAfterError('Add --help to see the usage.')
      .exitOverride();
    refuseSecret(this.program, '--token', 'set FACTORY_TOKEN, or use --token-file FILE');
  }

  /** Adds a command; `runs` makes its action. */
  add(name: string, summary: string): Command {
    return this.program.command(name).description(summary);
  }

  /** The action of a command. */
  runs<A extends unknown[]>(work: Work<A>): (...args: unknown[]) => Promise<void> {
    return async (...args) => {
      const command = args.pop() as Command;
      this.exitCode = (await work(this.session(command), ...(args as A))) ?? ExitCode.ok;
    };
  }

  /**
   * Runs the command that the arguments ask for.
   * @throws CommanderError once it has told what is wrong with them, or given the help
   */
  async run(args: readonly string[]): Promise<void> {
    await this.program.parseAsync(args, { from: 'user' });
  }

  private session(command: Command): Session {
    const options = command.optsWithGlobals<SharedOptions>();
    return new Session(shieldAccess(options, this.environment), this.terminal, options.json ?? false);
  }
}
