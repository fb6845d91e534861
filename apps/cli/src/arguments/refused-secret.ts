import { type Command, Option } from 'commander';

/** Rejects a secret option without repeating its value: command lines are visible to every user of the machine. */
export function refuseSecret(command: Command, flag: string, instead: string): void {
  command
    .addOption(new Option(`${flag} [value]`).hideHelp())
    .on(`option:${flag.slice(2)}`, () =>
      command.error(`error: ${flag} would be seen in the list of processes: ${instead}.`),
    );
}
