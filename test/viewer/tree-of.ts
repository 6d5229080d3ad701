import type { FunctionColumns, TreeColumns } from '@perf/profile/api.js';

export type DrawnTree = FunctionColumns & { unit: string; nodes: TreeColumns };

/**
 * A tree as the API sends it, from a drawing: a line for each node, indented by two spaces a level, its name, the self
 * value and, optionally, its file. `(3 small frames)` are folded. The first line is the root; path ids are `id0`, `id1`, ...
 */
export function treeOf(drawing: string): DrawnTree {
  const lines = drawing.split('\n').filter((line) => line.trim() !== '');
  const margin = indent(lines[0] ?? '');
  const tree: DrawnTree = {
    unit: 'nanoseconds',
    names: [],
    files: [],
    packages: [],
    lines: [],
    nodes: { parent: [], name: [], self: [], total: [], id: [], folded: [] },
  };
  const above: number[] = [];
  lines.forEach((line, node) => {
    const [, name = '', self = '0', file = ''] = /^\s*(\(.*?\)|\S+)\s+(\d+)\s*(\S*)/.exec(line) ?? [];
    const depth = (indent(line) - margin) / 2;
    above[depth] = node;
    tree.names.push(name);
    tree.files.push(file);
    tree.packages.push('');
    tree.lines.push(0);
    tree.nodes.parent.push(depth === 0 ? -1 : (above[depth - 1] as number));
    tree.nodes.name.push(node);
    tree.nodes.self.push(Number(self));
    tree.nodes.total.push(Number(self));
    tree.nodes.id.push(`id${node}`);
    tree.nodes.folded.push(Number(/^\((\d+) small/.exec(name)?.[1] ?? 0));
  });
  const { parent, total } = tree.nodes;
  for (let node = parent.length - 1; node > 0; node--) {
    total[parent[node] as number] = (total[parent[node] as number] as number) + (total[node] as number);
  }
  return tree;
}

function indent(line: string): number {
  return line.length - line.trimStart().length;
}
