import { describe, expect, it } from '@jest/globals';
import type { DiffReport } from '@perf/profile/api.js';
import { formatValue } from '@perf/profile/units.js';
import {
  changeShare,
  describeDiffFrame,
  describeFrame,
  diffFrames,
  flameFrames,
  goneOf,
} from '../../viewer/src/frames.js';
import { treeOf } from './tree-of.js';

const milliseconds = (value: number) => formatValue(value, 'milliseconds');

/** Two trees of the same shape, drawn one after the other. */
function diffOf(before: string, after: string): DiffReport {
  const base = treeOf(before);
  const tree = treeOf(after);
  const nodes = { ...tree.nodes, baseSelf: base.nodes.self, baseTotal: base.nodes.total };
  return { ...tree, nodes } as unknown as DiffReport;
}

const diff = diffOf(
  `
  total 0
    main 100
      parse 300
      render 500
        escape 100
  `,
  `
  total 0
    main 100
      parse 600
      render 0
        escape 0
  `,
);

describe('frames of one side', () => {
  const tree = treeOf(`
    total 0
      <b>main</b> 250 src/main.ts
        idle 750
  `);
  const frames = flameFrames(tree, tree.nodes, 1000);

  it('are as wide as their totals', () => {
    expect(frames.value).toEqual([1000, 1000, 750]);
  });

  it('say what they are in one sentence', () => {
    expect(frames.describe(1)).toBe('<b>main</b>: 1 µs, 100 %; itself 250 ns');
  });

  it('have a tooltip with place, total and self', () => {
    expect(describeFrame(tree, tree.nodes, 1, 1000)).toEqual({
      title: '<b>main</b>',
      lines: [
        ['In', 'src/main.ts'],
        ['Total', '1 µs  (100 %)'],
        ['Self', '250 ns  (25.0 %)'],
      ],
    });
  });
});

describe('frames of a diff', () => {
  it('are as wide as the side asked for', () => {
    expect(diffFrames(diff, 'before', milliseconds).value).toEqual([1000, 1000, 300, 600, 100]);
    expect(diffFrames(diff, 'after', milliseconds).value).toEqual([700, 700, 600, 0, 0]);
  });

  it('are coloured and signed by their change as a share of the whole', () => {
    const frames = diffFrames(diff, 'after', milliseconds);
    expect([2, 3].map((node) => changeShare(diff, node))).toEqual([0.3, -0.6]);
    expect([2, 3].map(frames.label)).toEqual(['+ parse', '− render']);
    expect([2, 3].map(frames.fill)).toEqual(['var(--grew-4)', 'var(--shrank-4)']);
  });

  it('say both sides', () => {
    expect(diffFrames(diff, 'after', milliseconds).describe(2)).toBe('parse: 300 ms before, 600 ms after, +300 ms');
    expect(describeDiffFrame(diff, 2, milliseconds).lines).toEqual([
      ['Total', '300 ms → 600 ms  (+300 ms)'],
      ['Self', '300 ms → 600 ms  (+300 ms)'],
    ]);
  });

  it('that are gone are counted, their time once', () => {
    expect(goneOf(diff)).toEqual({ frames: 2, total: 600 });
  });
});
