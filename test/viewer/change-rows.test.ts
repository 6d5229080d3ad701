import { describe, expect, it } from '@jest/globals';
import { type ChangeRow, joinMatched } from '@perf/profile';
import type { Finding } from '@perf/profile/api.js';
import { filterRows, findingsOf, sortRows, sortWith } from '../../viewer/src/change-rows.js';
import type { ChangeSort } from '../../viewer/src/url.js';
import { findingOf, matchOf } from '../notation/verdict-of.js';

function row(name: string, baseSelf: number, self: number, kind: ChangeRow['kind'] = 'grew'): ChangeRow {
  return {
    ...{ function: name, file: `src/${name}.ts`, package: '', baseSelf, self, baseTotal: baseSelf, total: self },
    ...{ kind, match: null },
  };
}

const ROWS = [row('gc', 50, 90), row('price', 10, 20), row('tax', 5, 5), row('view', 40, 39)];

function order(sort: ChangeSort, findings: readonly Finding[] = []): string[] {
  const found = findingsOf(findings);
  return sortRows(ROWS, sortWith(sort, found), findings, found).map((one) => one.function);
}

describe('the rows of a change table', () => {
  it('are by their change of self, where nothing was found by evidence too', () => {
    expect(order('self')).toEqual(['gc', 'price', 'view', 'tax']);
    expect(order('evidence')).toEqual(order('self'));
    expect(sortWith('evidence', findingsOf([]))).toBe('self');
    expect(sortWith('total', findingsOf([findingOf('tax')]))).toBe('total');
  });

  it('are by evidence where something was found: what changed most may be noise', () => {
    const findings = [findingOf('view'), findingOf('price'), findingOf('view', { kind: 'inclusive' })];
    expect(order('evidence', findings)).toEqual(['view', 'price', 'gc', 'tax']);
    expect(order('self', findings)).toEqual(['gc', 'price', 'view', 'tax']);
  });

  it('have what was found of the same name, file and package alone', () => {
    const other = { name: 'price', file: 'src/other.ts', package: '' };
    const found = findingsOf([findingOf('price', { function: other }), findingOf('price'), findingOf('price')]);
    expect(ROWS.map((one) => found?.(one).length)).toEqual([0, 2, 0, 0]);
  });

  it('are those that a search finds', () => {
    expect(filterRows(ROWS, 'PRI').map((one) => one.function)).toEqual(['price']);
    expect(filterRows(ROWS, '')).toHaveLength(4);
  });

  describe('of one function that is called otherwise than before', () => {
    const ALIKE = matchOf('sum', 'sumOf', 'same code');
    const texts = (rows: readonly ChangeRow[]) =>
      rows.map(({ function: name, baseSelf, self, kind, match }) =>
        [name, `${baseSelf} → ${self}`, kind, ...(match ? [`was ${match.base.name}: ${match.how}`] : [])].join(' '),
      );

    it('are one, which is neither new nor gone', () => {
      const rows = [row('sumOf', 0, 30, 'new'), row('sum', 20, 0, 'gone'), row('tax', 0, 5, 'new')];
      expect(texts(joinMatched(rows, [ALIKE]))).toEqual(['sumOf 20 → 30 grew was sum: same code', 'tax 0 → 5 new']);
    });

    it('stay two where a side has both names, or one of them is not in the comparison', () => {
      const both = [row('sumOf', 5, 30), row('sum', 20, 0, 'gone')];
      expect(texts(joinMatched(both, [ALIKE]))).toEqual(['sumOf 5 → 30 grew', 'sum 20 → 0 gone']);
      expect(texts(joinMatched([row('sumOf', 0, 30, 'new')], [ALIKE]))).toEqual(['sumOf 0 → 30 new']);
    });

    it('stay two where several functions have a name that was matched: which of them is it?', () => {
      const before = [row('sum', 50, 0, 'gone'), row('sum', 20, 0, 'gone')];
      const alike = [row('sumOf', 0, 30, 'new'), ...before];
      expect(texts(joinMatched(alike, [ALIKE]))).toEqual(['sum 50 → 0 gone', 'sumOf 0 → 30 new', 'sum 20 → 0 gone']);
      const after = [row('sumOf', 0, 30, 'new'), row('sumOf', 0, 9, 'new'), row('sum', 20, 0, 'gone')];
      expect(joinMatched(after, [ALIKE])).toHaveLength(3);
      expect(joinMatched([row('sumOf', 0, 30, 'new'), row('sum', 20, 0, 'gone')], [ALIKE, ALIKE])).toHaveLength(2);
    });

    it('grew by what they call, where they cost themselves what they did', () => {
      const rows = [
        { ...row('sumOf', 0, 20, 'new'), total: 90 },
        { ...row('sum', 20, 0, 'gone'), baseTotal: 40 },
      ];
      expect(texts(joinMatched(rows, [ALIKE]))).toEqual(['sumOf 20 → 20 grew was sum: same code']);
    });

    it('stand where their change puts them', () => {
      const rows = [row('sumOf', 0, 30, 'new'), row('sum', 28, 0, 'gone'), row('tax', 0, 5, 'new')];
      expect(texts(joinMatched(rows, [ALIKE]))).toEqual(['tax 0 → 5 new', 'sumOf 28 → 30 grew was sum: same code']);
    });

    it('are found by either name', () => {
      const renamed = joinMatched([row('sumOf', 0, 30, 'new'), row('sum', 20, 0, 'gone')], [ALIKE]);
      expect(filterRows(renamed, 'src/sum.ts')).toHaveLength(1);
    });
  });
});
