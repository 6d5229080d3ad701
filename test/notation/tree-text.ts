import { type CallTree, callTree, diffColumns, type Profile, treeColumns } from '@perf/profile';

/** The call tree of a profile's samples, all labels together. */
export function treeOf(profile: Profile, type = 0): CallTree {
  const nodes = profile.samples.flatMap(({ vector }) => [...vector.node]);
  const values = profile.samples.flatMap(({ vector }) => [...(vector.values[type] as Float64Array)]);
  return callTree(profile.stacks, Int32Array.from(nodes), Float64Array.from(values));
}

/**
 * A tree, one node a line, with its total and, where it has any, its self; with two sides `base > comparison`.
 *
 *     total 5
 *       main 5
 *         a 3 self 3
 *
 * Functions that begin at a known line have it behind their name, those in a file or a package these as well.
 */
export function treeText(tree: CallTree): string {
  const diff = tree.self.length === 1 ? undefined : diffColumns(tree);
  const { names, files, packages, lines, nodes } = diff ?? treeColumns(tree);
  const base = diff?.nodes;
  const depth: number[] = [];
  return nodes.parent
    .map((parent, node) => {
      depth[node] = parent < 0 ? 0 : (depth[parent] as number) + 1;
      const name = nodes.name[node] as number;
      const line = lines[name] === 0 ? '' : `:${lines[name]}`;
      const place = [packages[name], files[name]].filter((part) => part !== '').join(' ');
      const total = both(nodes.total[node], base?.baseTotal[node]);
      const self = both(nodes.self[node], base?.baseSelf[node]);
      const own = self === '0' || self === '0 > 0' ? '' : ` self ${self}`;
      return `${'  '.repeat(depth[node])}${names[name]}${line}${place === '' ? '' : ` [${place}]`} ${total}${own}`;
    })
    .join('\n');
}

function both(value: number | undefined, base: number | undefined): string {
  return base === undefined ? `${value}` : `${base} > ${value}`;
}

/** A text without the indentation that all its lines share, and without blank lines around it. */
export function drawn(text: string): string {
  const lines = text.replace(/^\s*\n|\n\s*$/g, '').split('\n');
  const indent = Math.min(...lines.filter((line) => line.trim() !== '').map((line) => line.search(/\S/)));
  return lines.map((line) => line.slice(indent)).join('\n');
}
