import { describe, expect, it } from '@jest/globals';
import type { DiffReport } from '@perf/profile/api.js';
import { formatValue } from '@perf/profile/units.js';
import { placeOn, waterfallAxis, waterfallRows, waterfallText } from '../../viewer/src/waterfall.js';
import { profileOf } from '../notation/profile-of.js';
import { diffOf } from '../notation/reports.js';
import { treeOf } from '../notation/tree-text.js';

function diff(before: string, after: string): DiffReport {
  return diffOf(treeOf(profileOf(before)), treeOf(profileOf(after)), 'absolute', [1, 1]);
}

function rowsText(report: DiffReport): string[] {
  return waterfallRows(report).map(({ kind, bar, from, until }) => `${kind} ${bar?.function ?? ''} ${from} > ${until}`);
}

const milliseconds = (value: number) => formatValue(value, 'milliseconds');

describe('the rows of a waterfall', () => {
  const report = diff('main;old 30\nmain;same 50\nmain;gone 5', 'main;new 100\nmain;same 50\nmain;old 10');

  it('lead from the total before to the total after, each from where the last one ended', () => {
    expect(rowsText(report)).toEqual([
      'before  0 > 85',
      'up new 85 > 185',
      'down old 185 > 165',
      'down gone 165 > 160',
      'rest  160 > 160',
      'after  0 > 160',
    ]);
  });

  it('go up and down again where shares of each side are compared', () => {
    const shares = diffOf(
      treeOf(profileOf('main;a 3\nmain;b 1')),
      treeOf(profileOf('main;a 1\nmain;b 3')),
      'share',
      [4, 4],
    );
    expect(rowsText(shares)).toEqual([
      'before  0 > 1',
      'up b 1 > 1.5',
      'down a 1.5 > 1',
      'rest  1 > 1',
      'after  0 > 1',
    ]);
  });

  it('are told in words', () => {
    expect(waterfallText(report, milliseconds)).toBe('+100 ms and −25 ms in 3 call paths, 0 ns in all others.');
    expect(waterfallText(diff('a 1', 'a 1'), milliseconds)).toBe('No call path changed by more than noise.');
  });
});

describe('the axis of a waterfall', () => {
  it('begins at nothing, unless only the ends of long bars would differ', () => {
    expect(waterfallAxis(waterfallRows(diff('main;a 10', 'main;a 30')))).toEqual({ low: 0, high: 30 });
    expect(waterfallAxis(waterfallRows(diff('main;a 900\nmain;b 50', 'main;a 900\nmain;b 100')))).toEqual({
      low: 930,
      high: 1000,
    });
    expect(waterfallAxis(waterfallRows(diff('a 5', 'a 5')))).toEqual({ low: 0, high: 5 });
  });

  it('places values as shares of the width', () => {
    expect([900, 930, 965, 1000].map((value) => placeOn({ low: 930, high: 1000 }, value))).toEqual([0, 0, 0.5, 1]);
    expect(placeOn({ low: 0, high: 0 }, 0)).toBe(0);
  });
});
