import type { PlacedTree } from '../calltree.js';
import type { CallTree, FunctionTable } from '../types.js';
import { regrow } from './regrow.js';

/**
 * Each run of frames of some packages becomes one frame, named for the package of the run's first: the boundary at which
 * other code was entered. What is of no file (builtins, the garbage collector) goes with its caller.
 *
 *     main;express:handle;express:next;mine   ->   main;express;mine
 *
 * Invariants: the total of the tree stays; of other packages, every frame and its self.
 */
export function foldPackages(tree: CallTree, isFolded: (packageName: string) => boolean): PlacedTree {
  const { parent } = tree;
  const { functions, boundary } = withBoundaries(tree.functions, isFolded);
  const owner = new Int32Array(parent.length);
  const functionOf = tree.function.slice();
  const inRun = new Uint8Array(parent.length);
  for (let node = 1; node < owner.length; node++) {
    const above = parent[node] as number;
    const id = tree.function[node] as number;
    const entered = boundary[id] as number;
    const goesOn = inRun[above] === 1;
    if (entered >= 0 || (goesOn && isPlaceless(functions, id))) inRun[node] = 1;
    owner[node] = goesOn && inRun[node] === 1 ? (owner[above] as number) : node;
    if (entered >= 0) functionOf[node] = entered;
  }
  return regrow(tree, { functions, owner, function: functionOf });
}

/** A function that stands for a whole package, as `foldPackages` makes them. */
export function isBoundary(row: { readonly name: string; readonly file: string; readonly package: string }): boolean {
  return row.package !== '' && row.file === '' && row.name === row.package;
}

function isPlaceless(functions: FunctionTable, id: number): boolean {
  return functions.file[id] === '' && functions.package[id] === '';
}

/** The table with a row for each folded package, and for each function the row of its boundary, -1 where it stays. */
function withBoundaries(functions: FunctionTable, isFolded: (packageName: string) => boolean) {
  const rows = new Map<string, number>();
  for (const [id, name] of functions.name.entries()) {
    const row = { name, file: functions.file[id] as string, package: functions.package[id] as string };
    if (isBoundary(row) && functions.startLine[id] === 0 && functions.column[id] === 0) rows.set(name, id);
  }
  const added: string[] = [];
  const boundary = Int32Array.from(functions.package, (name) => {
    if (!isFolded(name)) return -1;
    const row = rows.get(name) ?? functions.name.length + added.push(name) - 1;
    rows.set(name, row);
    return row;
  });
  const nothing = added.map(() => '');
  const unknown = added.map(() => 0);
  const longer: FunctionTable = {
    name: [...functions.name, ...added],
    file: [...functions.file, ...nothing],
    package: [...functions.package, ...added],
    startLine: [...functions.startLine, ...unknown],
    column: [...functions.column, ...unknown],
    systemName: [...functions.systemName, ...nothing],
  };
  return { functions: longer, boundary };
}
