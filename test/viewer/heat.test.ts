import { describe, expect, it } from '@jest/globals';
import type { SeriesReport } from '@perf/profile/api.js';
import type { Labels } from '@perf/profile/types.js';
import { type HeatCursor, heatLevel, heatPaths, heatRows, moveHeat } from '../../viewer/src/heat.js';

function series(groups: Record<string, (number | null)[]>, others = 0, type = 'cpu'): SeriesReport {
  const instant = type.startsWith('inuse');
  return {
    type,
    unit: 'nanoseconds',
    fromMs: 1000,
    untilMs: 5000,
    stepMs: 1000,
    times: [1000, 2000, 3000, 4000],
    groups: Object.entries(groups).map(([instance, values]) => ({
      labels: (instance === 'rest' ? {} : { instance }) as Labels,
      values: instant ? values : values.map((value) => value && value * 1000),
      perSecond: instant ? values.map(() => null) : values,
    })),
    others,
    resolutionMs: 0,
    untold: [],
  };
}

const heatRowsOf = (report: SeriesReport) => heatRows(report, 'instance');

describe('instances over time', () => {
  it('are rows with what each took by second, on average and most', () => {
    const rows = heatRowsOf(series({ 'web:1': [2, null, 4, 6], '': [null, null, 1, null] }));
    expect(rows.map(({ name, mean, peak, peakMs }) => `${name} ${mean} ${peak} at ${peakMs}`)).toEqual([
      'web:1 4 6 at 4000',
      '(no instance) 1 1 at 3000',
    ]);
  });

  it('are called by what tells them apart, since there is room for a few letters', () => {
    const shorts = (...names: string[]) =>
      heatRowsOf(series(Object.fromEntries(names.map((name) => [name, [1]])))).map(({ short }) => short);
    expect(shorts('web-7d9f-ab:1', 'web-7d9f-ac:1')).toEqual(['ab:1', 'ac:1']);
    expect(shorts('web-1', 'web-12', 'web-')).toEqual(['1', '12', '(none)']);
    expect(shorts('alone:1')).toEqual(['alone:1']);
    expect(shorts('a', '')).toEqual(['a', '(none)']);
  });

  it('have one row, which is no instance, for all beyond the limit', () => {
    const rows = heatRowsOf(series({ a: [4, 4, 4, 4], rest: [1, 1, 1, 1] }, 7));
    expect(rows.map(({ name, value }) => [name, value])).toEqual([
      ['a', 'a'],
      ['(7 others)', null],
    ]);
  });

  it('show what is held where nothing adds up over time', () => {
    expect(heatRowsOf(series({ a: [10, 20, null, 30] }, 0, 'inuse_space'))[0]).toMatchObject({ mean: 20, peak: 30 });
  });

  it('are coloured in equal parts of the largest; only nothing has no colour', () => {
    expect([0, 0.001, 20, 20.1, 99, 100].map((value) => heatLevel(value, 100))).toEqual([0, 1, 1, 2, 5, 5]);
    expect(heatLevel(0, 0)).toBe(0);
  });

  it('are drawn as runs of equal cells, a gap where nothing was recorded', () => {
    const report = series({ a: [10, 10, null, 0], b: [1, 10, 1, 1] });
    const paths = heatPaths(heatRowsOf(report), report, { fromMs: 1500, untilMs: 5000 });
    expect(paths).toEqual([
      'M2.5 0h1v1h-1z',
      'M-0.5 1h1v1h-1zM1.5 1h2v1h-2z',
      '',
      '',
      '',
      'M-0.5 0h2v1h-2zM0.5 1h1v1h-1z',
    ]);
  });

  it('are walked with arrows; shift selects time; nothing leads out of the map', () => {
    const size = { rows: 2, steps: 4 };
    const keys = (...pressed: string[]) => {
      let at: HeatCursor = { row: 0, step: 3, anchor: 3 };
      for (const text of pressed) {
        const shiftKey = text.startsWith('shift ');
        at = moveHeat(at, { key: text.replace('shift ', ''), shiftKey }, size) ?? at;
      }
      return `row ${at.row} steps ${at.anchor} to ${at.step}`;
    };
    expect(keys('ArrowLeft', 'ArrowDown')).toBe('row 1 steps 2 to 2');
    expect(keys('shift ArrowLeft', 'shift ArrowLeft')).toBe('row 0 steps 3 to 1');
    expect(keys('shift ArrowLeft', 'ArrowLeft')).toBe('row 0 steps 1 to 1');
    expect(keys('ArrowRight', 'ArrowDown', 'ArrowDown', 'ArrowDown')).toBe('row 1 steps 3 to 3');
    expect(keys('Home', 'shift End')).toBe('row 0 steps 0 to 3');
    expect(moveHeat({ row: 0, step: 0, anchor: 0 }, { key: 'Enter', shiftKey: false }, size)).toBeNull();
  });
});
