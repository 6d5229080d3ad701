import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { changes, type Figure, grown } from './figures.js';

/** A figure that is read once a millisecond: `1 1 2` at 0, 1 and 2. */
function figureOf(name: string, drawing: string, mostRatio: number): Figure {
  const readings = drawing.split(' ').map((value, atMs) => ({ atMs, value: Number(value) }));
  return { name, readings, share: 0.5, digits: 0, mostRatio };
}

function printed(figures: readonly Figure[], fromMs: number, untilMs: number): string[] {
  return changes(figures, fromMs, untilMs).map(
    ({ figure, first, last, ratio }) => `${figure.name}: ${first} to ${last}, ${ratio}`,
  );
}

describe('a soak', () => {
  it('compares the median of the first third of a time with that of the last', () => {
    const figure = figureOf('memory', '9 9 9 10 20 30 0 0 0 30 40 50 9', 1.25);
    expect(printed([figure], 3, 12)).toEqual(['memory: 20 to 40, 2']);
  });

  it('names what grew by more than it may, and what was not read', () => {
    const figures = [
      figureOf('flat', '10 11 12', 1.25),
      figureOf('less', '10 5 1', 1.25),
      figureOf('memory', '10 15 20', 1.25),
      figureOf('unread', '10', 1.25),
    ];
    expect(grown(changes(figures, 0, 3))).toEqual([
      'memory: 2.00 times as much; at most 1.25 is flat.',
      'unread: NaN times as much; at most 1.25 is flat.',
    ]);
  });
});

describe('the clock of a server that soaks', () => {
  it('is what was asked for, in its main thread and in every other', async () => {
    const program = `
      const { Worker } = require('node:worker_threads');
      console.log(Date.now());
      new Worker('console.log(Date.now())', { eval: true });
    `;
    const preload = join(process.cwd(), 'test/dist/bench/soak/preload.cjs');
    // It stands still, so that what it shows is known.
    const clock = { realMs: 0, shownMs: 1_000_000, speed: 0 };
    const env = { ...process.env, NODE_OPTIONS: `--require ${preload}`, BENCH_CLOCK: JSON.stringify(clock) };
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', program], { env });
    expect(stdout).toBe('1000000\n1000000\n');
  });
});
