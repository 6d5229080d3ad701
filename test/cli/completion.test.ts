import { execFileSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { fishCompletion } from '@perf/cli/completion/fish.js';
import { wordsOf } from '@perf/cli/completion/words.js';
import { zshCompletion } from '@perf/cli/completion/zsh.js';
import { Command, Option } from 'commander';
import { perfctl } from './perfctl.js';

/** What bash offers for the last word. */
function bash(script: string, ...words: string[]): string {
  const last = words.length - 1;
  const line = `COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${last}; _perfctl; echo "\${COMPREPLY[*]}"`;
  return execFileSync('bash', ['--norc', '-c', `${script}\n${line}`], { encoding: 'utf8' }).trim();
}

describe('completion in bash', () => {
  it('offers commands, their options, and the values that these may have', async () => {
    const { stdout: script } = await perfctl('completion', 'bash');
    expect(bash(script, 'perfctl', 'di')).toBe('diff');
    expect(bash(script, 'perfctl', '--server', 'http://x', 'di')).toBe('diff');
    expect(bash(script, 'perfctl', 'push', '--se')).toBe('--service --server');
    expect(bash(script, 'perfctl', 'diff', '--norm', 'per')).toBe('perSecond perInstance perRequest');
    expect(bash(script, 'perfctl', 'completion', '')).toMatch(/^bash zsh fish /);
    expect(bash(script, 'perfctl', 'experiment', 'st')).toBe('start stop');
    // A file's name, which bash knows itself.
    expect(bash(script, 'perfctl', 'record', '-o', '')).toBe('');
  });
});

const drawn = wordsOf(
  new Command('perfctl').option('--server <url>', "the server: it's there").addCommand(
    new Command('diff')
      .description('what changed')
      .addOption(new Option('--norm <norm>', 'divided by').choices(['share', 'absolute']))
      .option('-o, --output <file>', 'where [to]'),
  ),
);

describe('completion in other shells', () => {
  it('is the same in zsh', () => {
    const script = zshCompletion(drawn);
    expect(script).toContain("'diff:what changed'");
    expect(script).toContain("'--server[the server\\: it'\\''s there]:server:_files'");
    expect(script).toContain("'--norm[divided by]:norm:(share absolute)'");
    expect(script).toContain("'-o[where \\[to\\]]:output:_files'");
  });

  it('is the same in fish', () => {
    expect(fishCompletion(drawn).split('\n').slice(1)).toEqual([
      "complete -c perfctl -n __fish_use_subcommand -l server -r -d 'the server: it\\'s there'",
      "complete -c perfctl -n __fish_use_subcommand -l help -s h -d 'display help for command'",
      "complete -c perfctl -n __fish_use_subcommand -f -a diff -d 'what changed'",
      "complete -c perfctl -n '__fish_seen_subcommand_from diff' -l norm -x -a 'share absolute' -d 'divided by'",
      "complete -c perfctl -n '__fish_seen_subcommand_from diff' -l output -s o -r -d 'where [to]'",
      "complete -c perfctl -n '__fish_seen_subcommand_from diff' -l help -s h -d 'display help for command'",
      '',
    ]);
  });

  it('names the shells there are', async () => {
    const { code, stderr } = await perfctl('completion', 'tcsh');
    expect(stderr).toMatch(/Allowed choices are bash, zsh, fish/);
    expect(code).toBe(2);
  });
});
