import type { DiffReport, Norm } from '@perf/profile/api.js';
import { scaleTree } from '@perf/profile/calltree.js';
import { diffColumns } from '@perf/profile/columns.js';
import { changes } from '@perf/profile/diff.js';
import { joinTrees } from '@perf/profile/join-trees.js';
import { isInstant } from '@perf/profile/temporality.js';
import { applySteps, sideAfter, turn } from '@perf/profile/transforms/apply.js';
import type { Step } from '@perf/profile/transforms/steps.js';
import { viewAt } from '@perf/profile/view.js';
import { waterfall } from '@perf/profile/waterfall.js';
import { Mistake } from '../errors.js';
import type { Changes } from '../reports/diff.js';
import type { SelectedTree } from './both.js';

/** As many rows and nodes as the server answers with unless asked. */
const MOST_ROWS = 500;
const MOST_NODES = 2000;

/** A comparison of two files: its table, and the rest of the report for those who want it. */
export interface FileDiff {
  readonly table: Changes;
  whole(): DiffReport;
}

/** @throws Mistake where the two cannot be compared in this way. */
export function diffOf(base: SelectedTree, comparison: SelectedTree, norm: Norm, steps: readonly Step[]): FileDiff {
  const { type, unit } = comparison;
  if (base.unit !== unit) {
    throw new Mistake(
      `${base.side.query} has ${base.type} in ${base.unit}, ${comparison.side.query} has ${type} in ${unit}: ` +
        'name a sample type that both have with --type',
    );
  }
  const joined = applySteps(joinTrees(base.tree, comparison.tree), steps);
  const [before, after] = [base, comparison].map((selected, at) => {
    const side = sideAfter(selected.side, joined, at);
    return { ...side, divisor: divisorOf(norm, side, type) };
  }) as [DiffReport['base'], DiffReport['comparison']];
  const full = scaleTree(joined.tree, [1 / before.divisor, 1 / after.divisor]);
  const table = { type, unit, norm, base: before, comparison: after, changes: changes(full) };
  return {
    table,
    whole() {
      const view = viewAt(turn(full, steps), MOST_NODES);
      if (view === null) throw new RangeError('a view without a focus always is');
      const { treeNodes, focus } = view;
      const rows = table.changes.slice(0, MOST_ROWS);
      const columns = diffColumns(view.tree);
      return { ...table, changes: rows, treeNodes, focus, ...columns, matches: null, waterfall: waterfall(full) };
    },
  };
}

/** Files know neither instances nor requests. What is held at a moment is not spent over time. */
function divisorOf(norm: Norm, { query, total, instanceSeconds }: SelectedTree['side'], type: string): number {
  if (norm === 'share') return total || 1;
  if (norm === 'absolute' || isInstant(type)) return 1;
  if (norm !== 'perSecond') {
    throw new Mistake(`--norm ${norm} is for services: files can be compared by share, absolute or perSecond`);
  }
  if (instanceSeconds === 0) {
    throw new Mistake(`${query} does not say how long it was recorded: compare by --norm share or absolute`);
  }
  return instanceSeconds;
}
