import type { OptionWords, Words } from './words.js';

/** A script for fish, to be sourced or put into its folder of completions as `perfctl.fish`. */
export function fishCompletion({ options, commands }: Words): string {
  const lines = [
    '# Completion of perfctl for fish: source this file, or put it into ~/.config/fish/completions as "perfctl.fish".',
    ...options.map((option) => `complete -c perfctl -n __fish_use_subcommand ${optionText(option)}`),
  ];
  for (const { name, description, options, choices } of commands) {
    const here = `complete -c perfctl -n '__fish_seen_subcommand_from ${name}'`;
    lines.push(`complete -c perfctl -n __fish_use_subcommand -f -a ${name} -d ${quoted(description)}`);
    for (const option of options) lines.push(`${here} ${optionText(option)}`);
    if (choices.length > 0) lines.push(`${here} -f -a ${quoted(choices.join(' '))}`);
  }
  return `${lines.join('\n')}\n`;
}

function optionText({ long, short, description, takesValue, choices }: OptionWords): string {
  const names = `-l ${long.slice(2)}${short === undefined ? '' : ` -s ${short.slice(1)}`}`;
  const value = choices.length > 0 ? ` -x -a ${quoted(choices.join(' '))}` : takesValue ? ' -r' : '';
  return `${names}${value} -d ${quoted(description)}`;
}

function quoted(text: string): string {
  return `'${text.replace(/['\\]/g, '\\$&')}'`;
}
