import { describe, expect, it } from '@jest/globals';
import type { DiffRow, Finding } from '@perf/profile/api.js';
import { filterRows, findingsOf, sortRows, sortWith } from '../../viewer/src/change-rows.js';
import type { ChangeSort } from '../../viewer/src/url.js';
import { findingOf } from '../notation/verdict-of.js';

function row(name: string, baseSelf: number, self: number): DiffRow {
  return {
    ...{ function: name, file: `src/${name}.ts`, package: '', baseSelf, self, baseTotal: baseSelf, total: self },
    kind: 'grew',
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
});
