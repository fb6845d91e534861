import { Command } from 'commander';
import { refuseSecret } from './arguments/refused-secret.js';
import type { Environment } from './config/environment.js';
import { DEFAULT_SHIELD, shieldAccess, type ShieldOptions } from './config/shield-access.js';
import { EXIT_CODES_HELP, ExitCode } from './exit-code.js';
import { Session } from './session.js';
import type { Terminal } from './terminal.js';
import { VERSION } from './version.js';

/** Options shared by all commands. */
interface SharedOptions extends ShieldOptions {
  readonly json?: true;
}

/** Implementation of a command: receives the arguments, then the options. */
type Work<A extends unknown[]> = (session: Session, ...args: A) => Promise<ExitCode | void>;

/** The root command `factory`; the other commands are added to it. */
export class FactoryCommand {
  /** Exit code of the last command that ran. */
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

  /** Adds a command; `runs` creates its action. */
  add(name: string, summary: string): Command {
    return this.program.command(name).description(summary);
  }

  /** Creates the action of a command. */
  runs<A extends unknown[]>(work: Work<A>): (...args: unknown[]) => Promise<void> {
    return async (...args) => {
      const command = args.pop() as Command;
      this.exitCode = (await work(this.session(command), ...(args as A))) ?? ExitCode.ok;
    };
  }

  /**
   * Runs the command that the arguments select.
   * @throws CommanderError after it has printed a usage error or the help
   */
  async run(args: readonly string[]): Promise<void> {
    await this.program.parseAsync(args, { from: 'user' });
  }

  private session(command: Command): Session {
    const options = command.optsWithGlobals<SharedOptions>();
    return new Session(shieldAccess(options, this.environment), this.terminal, options.json ?? false);
  }
}
