import { CallFailure } from '@image-factory/client';
import { CommanderError } from 'commander';
import { addCancel } from './commands/cancel.command.js';
import { addContainers } from './commands/containers.command.js';
import { addList } from './commands/list.command.js';
import { addNodes } from './commands/nodes.command.js';
import { addPreview } from './commands/preview.command.js';
import { addSave } from './commands/save.command.js';
import { addShow } from './commands/show.command.js';
import type { Environment } from './config/environment.js';
import { ExitCode, exitCodeOfCall } from './exit-code.js';
import { FactoryCommand } from './factory-command.js';
import type { Terminal } from './terminal.js';
import { UsageError } from './usage-error.js';
import { failureText } from './view/failure-text.js';

/** Runs `factory` with the arguments, reports errors to the terminal, and returns the exit code. */
export async function factory(
  args: readonly string[],
  terminal: Terminal,
  environment: Environment,
): Promise<ExitCode> {
  const command = new FactoryCommand(terminal, environment);
  [addSave, addList, addShow, addCancel, addNodes, addContainers, addPreview].forEach((add) => add(command));
  try {
    await command.run(args);
    return command.exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return isAsked(error) ? ExitCode.ok : ExitCode.usage;
    terminal.stderr.write(`${sentenceOf(error)}\n`);
    return exitCodeOf(error);
  }
}

/** Whether Commander exited because the user requested the help or the version. */
function isAsked({ exitCode }: CommanderError): boolean {
  return exitCode === 0;
}

function sentenceOf(error: unknown): string {
  if (error instanceof CallFailure) return failureText(error.problem);
  if (error instanceof UsageError) return `error: ${error.message}\nAdd --help to see the usage.`;
  return `error: something unexpected went wrong\n${(error as Error).stack}`;
}

function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof CallFailure) return exitCodeOfCall(error);
  return error instanceof UsageError ? ExitCode.usage : ExitCode.unexpected;
}
