import { describe, expect, it } from '@jest/globals';
import { type CallTree, joinTrees, pathIds, scaleTree, waterfall } from '@perf/profile';
import fc from 'fast-check';
import { profiles } from '../notation/arbitrary.js';
import { profileOf } from '../notation/profile-of.js';
import { drawn, treeOf } from '../notation/tree-text.js';

function join(base: string, comparison: string): CallTree {
  return joinTrees(treeOf(profileOf(drawn(base))), treeOf(profileOf(drawn(comparison))));
}

/** A line for each bar and one for the rest: the change, both sides, the path. */
function waterfallText(tree: CallTree, mostBars?: number): string[] {
  const { bars, rest } = waterfall(tree, mostBars);
  const steps = [...bars.map((bar) => ({ ...bar, name: bar.path.join(';') })), { ...rest, name: 'everything else' }];
  return steps.map(({ change, base, comparison, name }) => {
    return `${change > 0 ? '+' : ''}${change} ${base} > ${comparison} ${name}`;
  });
}

describe('a waterfall', () => {
  it('follows a change down to the one place where it is', () => {
    const before = 'main;render;layout 40\nmain;render;paint 30\nmain;pay;check;hash 10\nmain;pay;check 5';
    const after = 'main;render;layout 40\nmain;render;paint 30\nmain;pay;check;hash 60\nmain;pay;check 5';
    expect(waterfallText(join(before, after))).toEqual([
      '+50 10 > 60 main;pay;check;hash',
      '0 75 > 75 everything else',
    ]);
  });

  it('stops where the change is spread', () => {
    const before = 'main;idle 100\nmain;render;a 10\nmain;render;b 10\nmain;render 10';
    const after = 'main;idle 100\nmain;render;a 20\nmain;render;b 20\nmain;render 30';
    expect(waterfallText(join(before, after))).toEqual(['+40 30 > 70 main;render', '0 100 > 100 everything else']);
  });

  it('tells siblings that grew and shrank apart, although they cancel', () => {
    const before = 'main;work;parse 50\nmain;work;send 10\nmain;work;wait 40';
    const after = 'main;work;parse 10\nmain;work;send 50\nmain;work;wait 40';
    expect(waterfallText(join(before, after))).toEqual([
      '+40 10 > 50 main;work;send',
      '-40 50 > 10 main;work;parse',
      '0 40 > 40 everything else',
    ]);
  });

  it('shows what is new and what is gone', () => {
    expect(waterfallText(join('main;old 30\nmain;steady 50', 'main;fresh 20\nmain;steady 50'))).toEqual([
      '+20 0 > 20 main;fresh',
      '-30 30 > 0 main;old',
      '0 50 > 50 everything else',
    ]);
  });

  it('keeps to the largest changes where there are more than bars', () => {
    const before = 'main;a 10\nmain;b 10\nmain;c 10\nmain;d 10';
    const after = 'main;a 60\nmain;b 50\nmain;c 20\nmain;d 11';
    expect(waterfallText(join(before, after), 2)).toEqual([
      '+50 10 > 60 main;a',
      '+40 10 > 50 main;b',
      '+11 20 > 31 everything else',
    ]);
  });

  it('is one bar where everything grew alike and there are too few bars to tell it', () => {
    const tree = (value: number) => Array.from({ length: 30 }, (_, at) => `main;handle;route${at} ${value}`).join('\n');
    expect(waterfallText(join(tree(10), tree(20)))).toEqual(['+300 300 > 600 main;handle', '0 0 > 0 everything else']);
  });

  it('has no bars for noise, and none where nothing changed', () => {
    expect(waterfallText(join('main;a 1000\nmain;b 1000', 'main;a 1001\nmain;b 999'))).toEqual([
      '0 2000 > 2000 everything else',
    ]);
    expect(waterfallText(join('', ''))).toEqual(['0 0 > 0 everything else']);
  });

  it('says how deep a bar is, and names what is nearest to it', () => {
    const path = Array.from({ length: 30 }, (_, at) => `f${at}`).join(';');
    const [bar] = waterfall(join(`${path} 1`, `${path} 9`)).bars;
    expect(bar?.depth).toBe(30);
    expect(bar?.path).toEqual(Array.from({ length: 12 }, (_, at) => `f${18 + at}`));
  });

  const joined = fc.tuple(profiles, profiles).map(([a, b]) => joinTrees(treeOf(a), treeOf(b)));

  it('has disjoint bars with the values of their sub-trees', () => {
    fc.assert(
      fc.property(joined, fc.integer({ min: 1, max: 8 }), (tree, mostBars) => {
        const { bars } = waterfall(tree, mostBars);
        expect(bars.length).toBeLessThanOrEqual(mostBars);
        const ids = pathIds(tree);
        const nodes = new Set(bars.map(({ id }) => ids.indexOf(id)));
        expect(nodes.size).toBe(bars.length);
        for (const bar of bars) {
          const node = ids.indexOf(bar.id);
          expect([bar.base, bar.comparison]).toEqual(tree.total.map((total) => total[node]));
          for (let at = tree.parent[node] as number; at >= 0; at = tree.parent[at] as number) {
            expect(nodes.has(at)).toBe(false);
          }
        }
      }),
    );
  });

  it('adds up to both sides and to the change', () => {
    fc.assert(
      fc.property(joined, (tree) => {
        const { bars, rest } = waterfall(tree);
        const sum = (key: 'base' | 'comparison' | 'change') => bars.reduce((all, bar) => all + bar[key], 0) + rest[key];
        const [base, comparison] = tree.total.map((total) => total[0] as number) as [number, number];
        expect([sum('base'), sum('comparison'), sum('change')]).toEqual([base, comparison, comparison - base]);
        expect(Math.min(rest.base, rest.comparison)).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('adds up to the last bits where both sides were divided', () => {
    fc.assert(
      fc.property(joined, fc.double({ min: 1e-9, max: 1e9, noNaN: true }), (tree, divisor) => {
        const scaled = scaleTree(tree, [1 / divisor, 3 / divisor]);
        const { bars, rest } = waterfall(scaled);
        const [base, comparison] = scaled.total.map((total) => total[0] as number) as [number, number];
        const after = bars.reduce((level, { change }) => level + change, base) + rest.change;
        expect(Math.abs(after - comparison)).toBeLessThanOrEqual(1e-12 * Math.max(base, comparison));
      }),
    );
  });
});
