import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, describe, expect, it } from '@jest/globals';
import { paintOf } from '@perf/cli/terminal/paint.js';
import { Progress, progressText } from '@perf/cli/terminal/progress.js';
import { perfctl, perfctlIn } from './perfctl.js';

const folder = mkdtempSync(join(tmpdir(), 'perfctl-terminal-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const profile = join(folder, 'a.folded');
writeFileSync(profile, 'main;a 3\n');

describe('colours', () => {
  it.each([
    ['on a terminal', true, {}, true],
    ['but not where it has none', true, { TERM: 'dumb' }, false],
    ['but not with NO_COLOR', true, { NO_COLOR: '1' }, false],
    ['but not in a pipe', false, {}, false],
    ['unless they are asked for', false, { FORCE_COLOR: '1' }, true],
    ['which NO_COLOR overrides', true, { FORCE_COLOR: '1', NO_COLOR: '1' }, false],
  ])('are there %s', (_, isTTY, environment, coloured) => {
    expect(paintOf({ isTTY }, environment)('more', '+3') === '+3').toBe(!coloured);
  });

  it('leave the text as it is without', async () => {
    const plain = await perfctl('top', profile);
    const coloured = await perfctlIn({ FORCE_COLOR: '1' }, 'top', profile);
    expect(plain.stdout).not.toContain('\u001b');
    expect(coloured.stdout).toContain('\u001b[1ma\u001b[22m');
    expect(stripVTControlCharacters(coloured.stdout)).toBe(plain.stdout);
    expect((await perfctlIn({ FORCE_COLOR: '1' }, 'top', profile, '--json')).stdout).not.toContain('\u001b');
  });
});

describe('progress', () => {
  it('is a bar where the end is known, within the width of the terminal', () => {
    expect(progressText('push a.pb.gz', 3, 12, 80)).toBe('push a.pb.gz  ██████░░░░░░░░░░░░░░░░░░  25 %');
    expect(progressText('push', 12, 12, 80)).toBe('push  ████████████████████████ 100 %');
    expect(progressText('3 MiB received', 3, undefined, 80)).toBe('3 MiB received …');
    expect(progressText('x'.repeat(99), 1, 2, 60)).toHaveLength(59);
  });

  it('is for terminals alone', () => {
    const written: string[] = [];
    const screen = { isTTY: false, columns: 80, write: (text: string | Uint8Array) => written.push(String(text)) > 0 };
    const progress = new Progress(screen, {});
    progress.show('push', 1, 2);
    progress.end();
    expect(written).toEqual([]);
  });
});

describe('help', () => {
  it.each(['record', 'push', 'services', 'top', 'diff', 'export', 'open', 'completion'])(
    'of %s has examples, which are calls that can be made',
    async (command) => {
      const { code, stdout } = await perfctl(command, '--help');
      expect(code).toBe(0);
      const [, examples = ''] = stdout.split('\nExamples:\n');
      expect(examples).toMatch(new RegExp(`^ {2}# .+\n {2}.*perfctl ${command}\\b`, 'm'));
    },
  );
});
