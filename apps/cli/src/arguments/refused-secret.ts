import { type Command, Option } from 'commander';

/** Has an option that people try refused without its value: everybody can see a command line. */
export function refuseSecret(command: Command, flag: string, instead: string): void {
  command
    .addOption(new Option(`${flag} [value]`).hideHelp())
    .on(`option:${flag.slice(2)}`, () =>
      command.error(`error: ${flag} would be seen in the list of processes: ${instead}.`),
    );
}
