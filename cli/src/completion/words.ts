import type { Command, Option } from 'commander';

/** What can follow `perfctl`, as far as shells complete it. Files are left to the shell. */
export interface Words {
  readonly options: readonly OptionWords[];
  readonly commands: readonly CommandWords[];
}

export interface CommandWords {
  readonly name: string;
  readonly description: string;
  readonly options: readonly OptionWords[];
  /** What an argument may be, where that is known. */
  readonly choices: readonly string[];
}

export interface OptionWords {
  /** `--output`. */
  readonly long: string;
  /** `-o`; undefined where there is none. */
  readonly short: string | undefined;
  readonly description: string;
  readonly takesValue: boolean;
  /** The values it may have, where they are known. */
  readonly choices: readonly string[];
}

export function wordsOf(program: Command): Words {
  return { options: optionsOf(program), commands: program.commands.map(commandWords) };
}

function commandWords(command: Command): CommandWords {
  return {
    name: command.name(),
    description: command.description(),
    options: optionsOf(command),
    choices: [
      ...command.commands.map((below) => below.name()),
      ...command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []),
    ],
  };
}

function optionsOf(command: Command): OptionWords[] {
  return command
    .createHelp()
    .visibleOptions(command)
    .map((option: Option) => ({
      long: option.long ?? option.flags,
      short: option.short,
      description: option.description,
      takesValue: option.required || option.optional,
      choices: option.argChoices ?? [],
    }));
}

/** Everything an option may be written as. */
export function flagsOf({ long, short }: OptionWords): string[] {
  return short === undefined ? [long] : [long, short];
}
