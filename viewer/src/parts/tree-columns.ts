/** What the rows of a tree say of their frames. Pure. */
import type { DiffReport, FlamegraphReport } from '@perf/profile/api.js';
import { formatChange, formatShare, formatValue } from '@perf/profile/units.js';
import { changeLevel } from '../colours.js';
import { changeShare } from '../frames.js';
import type { TreeColumn } from './tree-grid-row.js';

/** `whole` is the total that shares are shares of. */
export function flameColumns(whole: number): TreeColumn<FlamegraphReport>[] {
  const share = (value: number) => (whole > 0 ? value / whole : 0);
  const total = ({ nodes }: FlamegraphReport, node: number) => nodes.total[node] ?? 0;
  const self = ({ nodes }: FlamegraphReport, node: number) => nodes.self[node] ?? 0;
  return [
    {
      heading: 'Share',
      text: (report, node) => formatShare(share(total(report, node))),
      share: (report, node) => share(total(report, node)),
    },
    { heading: 'Total', text: (report, node) => formatValue(total(report, node), report.unit) },
    { heading: 'Self', text: (report, node) => formatValue(self(report, node), report.unit) },
  ];
}

export function diffColumns(format: (value: number) => string): TreeColumn<DiffReport>[] {
  return [
    {
      heading: 'Change',
      text: ({ nodes }, node) => formatChange((nodes.total[node] ?? 0) - (nodes.baseTotal[node] ?? 0), format),
      tone: (report, node) => toneOf(changeLevel(changeShare(report, node))),
    },
    { heading: 'Before', text: ({ nodes }, node) => format(nodes.baseTotal[node] ?? 0) },
    { heading: 'After', text: ({ nodes }, node) => format(nodes.total[node] ?? 0) },
  ];
}

function toneOf(level: number): string {
  if (level === 0) return '';
  return level > 0 ? 'change grew' : 'change shrank';
}
