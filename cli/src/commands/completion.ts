import { Argument, Command } from 'commander';
import { bashCompletion } from '../completion/bash.js';
import { fishCompletion } from '../completion/fish.js';
import { type Words, wordsOf } from '../completion/words.js';
import { zshCompletion } from '../completion/zsh.js';
import { withExamples } from '../help.js';
import { print } from '../options.js';

const SCRIPTS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion } as const satisfies Record<
  string,
  (words: Words) => string
>;

type Shell = keyof typeof SCRIPTS;

export function completionCommand(): Command {
  const shells = Object.keys(SCRIPTS) as Shell[];
  const command = new Command('completion')
    .description('print the script with which a shell completes commands and options')
    .addArgument(new Argument('<shell>', 'the shell').choices(shells))
    .action((shell: Shell, _options: object, self: Command) => {
      const script = SCRIPTS[shell](wordsOf(self.parent ?? self));
      print(self, { shell, script }, () => script.trimEnd());
    });
  return withExamples(command, [
    ['source <(perfctl completion bash)', 'in ~/.bashrc'],
    ['source <(perfctl completion zsh)', 'in ~/.zshrc, after compinit'],
    ['perfctl completion fish > ~/.config/fish/completions/perfctl.fish', 'once'],
  ]);
}
