import type { OptionWords, Words } from './words.js';

/** A script for zsh, to be sourced or put into a folder of `fpath` as `_perfctl`. */
export function zshCompletion({ options, commands }: Words): string {
  const described = commands.map(({ name, description }) => `    ${quoted(`${name}:${escaped(description)}`)}`);
  const ofCommands = commands.map(({ name, options, choices }) => {
    const rest = choices.length === 0 ? '*:file:_files' : `*:value:(${choices.join(' ')})`;
    const specs = [...options.flatMap(specsOf), quoted(rest)];
    return `      ${name})\n        _arguments ${specs.join(' \\\n          ')} ;;`;
  });
  return `#compdef perfctl
# Completion of perfctl for zsh: source this file, or put it into a folder of fpath as "_perfctl".
_perfctl() {
  local -a commands
  local context state state_descr line
  typeset -A opt_args
  commands=(
${described.join('\n')}
  )
  _arguments -C ${options.flatMap(specsOf).join(' \\\n    ')} \\
    '1:command:->command' '*::argument:->argument'
  case $state in
    command) _describe command commands ;;
    argument) case $words[1] in
${ofCommands.join('\n')}
    esac ;;
  esac
}
if [ "$funcstack[1]" = _perfctl ]; then _perfctl "$@"; else compdef _perfctl perfctl; fi
`;
}

/** As _arguments reads an option: `--norm[what both sides are divided by]:norm:(share absolute)`. */
function specsOf({ long, short, description, takesValue, choices }: OptionWords): string[] {
  const name = long.replace(/^-+/, '');
  const value = choices.length === 0 ? '_files' : `(${choices.join(' ')})`;
  const tail = `[${escaped(description)}]${takesValue ? `:${name}:${value}` : ''}`;
  return (short === undefined ? [long] : [long, short]).map((flag) => quoted(flag + tail));
}

function escaped(text: string): string {
  return text.replace(/[[\]:\\]/g, '\\$&');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
