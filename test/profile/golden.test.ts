import { describe, it } from '@jest/globals';
import {
  callees,
  callers,
  changes,
  diffColumns,
  foldedFrom,
  fromPprof,
  hotPaths,
  joinTrees,
  prune,
  top,
  treeColumns,
} from '@perf/profile';
import { decodePprof } from '@perf/proto';
import { expectGolden, goldenFile } from '../notation/golden.js';
import { profileOf } from '../notation/profile-of.js';
import { treeOf, treeText } from '../notation/tree-text.js';

const root = '/srv/shop';
const before = profileOf(goldenFile('shop-1.0.0.txt').toString(), { root });
const after = profileOf(goldenFile('shop-1.1.0.txt').toString(), { root });
const base = treeOf(before);
const comparison = treeOf(after);

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 1)}\n`;
}

/** Columns read more easily with one column a line. */
function columns(value: object): string {
  const lines = Object.entries(value).flatMap(([key, column]) =>
    Array.isArray(column)
      ? [`${key}: ${JSON.stringify(column)}`]
      : [`${key}:`, ...columns(column).trimEnd().split('\n')],
  );
  return `${lines.join('\n')}\n`;
}

describe('the reports on a small shop, version 1.0.0 and 1.1.0', () => {
  it('has a flame graph', () => {
    expectGolden('columns.txt', columns(treeColumns(prune(comparison, 8))));
    expectGolden('tree.txt', `${treeText(comparison)}\n`);
  });

  it('has a diff', () => {
    const joined = joinTrees(base, comparison);
    expectGolden('diff-columns.txt', columns(diffColumns(prune(joined, 10))));
    expectGolden('diff.txt', `${treeText(joined)}\n`);
    expectGolden('changes.txt', json(changes(joined)));
  });

  it('has a table of functions', () => {
    expectGolden('top.txt', json(top(comparison)));
  });

  it('has callers and callees', () => {
    const isStringify = (id: number) => comparison.functions.name[id] === 'stringify';
    expectGolden('callers.txt', `${treeText(callers(comparison, isStringify))}\n`);
    expectGolden('callees.txt', `${treeText(callees(comparison, isStringify))}\n`);
  });

  it('has hot paths', () => {
    const names = (path: readonly number[]) =>
      path.map((node) => comparison.functions.name[comparison.function[node] as number]).join(' > ');
    const lines = hotPaths(comparison, 5).map(({ self, pathShare, path }) => `${self} ${pathShare} ${names(path)}\n`);
    expectGolden('hot-paths.txt', lines.join(''));
  });

  it('has folded stacks', () => {
    const [group] = after.samples;
    if (group === undefined) throw new Error('the shop has samples');
    expectGolden('folded.txt', foldedFrom(after.stacks, group.vector.node, group.vector.values[0] as Float64Array));
  });
});

describe('the reports on a profile by Go', () => {
  it('has a flame graph', () => {
    expectGolden(
      'go-cpu.txt',
      `${treeText(prune(treeOf(fromPprof(decodePprof(goldenFile('go-cpu.pb.gz'))), 1), 40))}\n`,
    );
  });
});
