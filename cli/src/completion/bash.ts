import { flagsOf, type OptionWords, type Words } from './words.js';

/** A script for bash. Where it knows nothing better, bash completes the names of files. */
export function bashCompletion({ options, commands }: Words): string {
  const valued = options.filter(({ takesValue }) => takesValue).flatMap(flagsOf);
  const ofCommands = commands.map(({ name, options, choices }) => {
    const words = [...choices, ...options.flatMap(flagsOf)].join(' ');
    return `    ${name}) words="${words}" ;;`;
  });
  return `# Completion of perfctl for bash: source this file, or put it into bash-completion's folder as "perfctl".
_perfctl() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}" command="" words="" i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "\${COMP_WORDS[i]}" in
      ${valued.join('|')}) ((i++)) ;;
      -*) ;;
      *) command="\${COMP_WORDS[i]}"; break ;;
    esac
  done
  case "$command $prev" in
${commands.flatMap(({ name, options }) => options.flatMap((option) => values(name, option))).join('\n')}
  esac
  case "$command" in
    "") words="${[...commands.map(({ name }) => name), ...options.flatMap(flagsOf)].join(' ')}" ;;
${ofCommands.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o default -F _perfctl perfctl
`;
}

/** What may follow an option: its choices, or what only the user knows. */
function values(command: string, option: OptionWords): string[] {
  if (!option.takesValue) return [];
  const pattern = flagsOf(option)
    .map((flag) => `"${command} ${flag}"`)
    .join('|');
  const words = option.choices.length === 0 ? '()' : `($(compgen -W "${option.choices.join(' ')}" -- "$cur"))`;
  return [`    ${pattern}) COMPREPLY=${words}; return ;;`];
}
