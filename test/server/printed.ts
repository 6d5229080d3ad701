import type { DiffTreeColumns, FunctionColumns, TreeColumns } from '@perf/profile';

/**
 * A tree as the API sends it, one node a line with its total and, where it has any, its self; `base > comparison` in a
 * diff.
 *
 *     total 8
 *       main 8 self 1
 */
export function printed({ names }: FunctionColumns, nodes: TreeColumns | DiffTreeColumns): string {
  const base = 'baseTotal' in nodes ? nodes : undefined;
  const depth: number[] = [];
  return nodes.parent
    .map((parent, node) => {
      depth[node] = parent < 0 ? 0 : (depth[parent] as number) + 1;
      const total = both(nodes.total[node], base?.baseTotal[node]);
      const self = both(nodes.self[node], base?.baseSelf[node]);
      const own = self === '0' || self === '0 > 0' ? '' : ` self ${self}`;
      return `${'  '.repeat(depth[node])}${names[nodes.name[node] as number]} ${total}${own}`;
    })
    .join('\n');
}

function both(value: number | undefined, base: number | undefined): string {
  return base === undefined ? figure(value) : `${figure(base)} > ${figure(value)}`;
}

/** To three digits behind the point. */
function figure(value: number | undefined): string {
  return String(Math.round((value ?? NaN) * 1_000) / 1_000);
}
