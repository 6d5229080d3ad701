import { Interner } from './interner.js';
import { remembered } from './remembered.js';
import type { FunctionTable } from './types.js';

/** The name of functions that have none. */
export const ANONYMOUS = '(anonymous)';

/**
 * What makes a function the same one in another version: its package, file and name. Never a line: those move with
 * every edit. Anonymous functions of one file share a key; a call tree tells them apart by where they begin, and a diff
 * matches them by that order.
 */
export function functionKey(functions: FunctionTable, id: number): string {
  const name = functions.name[id] as string;
  const file = functions.file[id] as string;
  return `${name.length},${file.length},${name}${file}${functions.package[id]}`;
}

export function isAnonymous(functions: FunctionTable, id: number): boolean {
  return functions.name[id] === ANONYMOUS;
}

/** For each function of a table a number, equal for equal keys. Tables numbered with one interner are comparable. */
export function numberByKey(functions: FunctionTable, keys = new Interner()): Int32Array {
  return Int32Array.from(functions.name, (_, id) => keys.id(functionKey(functions, id)));
}

/** As `functionKey`, but anonymous functions that begin at different places have different keys. */
export function keyApart(functions: FunctionTable, id: number): string {
  const key = functionKey(functions, id);
  return isAnonymous(functions, id) ? `${functions.startLine[id]}:${functions.column[id]}:${key}` : key;
}

/** For each function of a table a number, equal for those that `keyApart` does not tell apart. */
export const numberApart: (functions: FunctionTable) => Int32Array = remembered((functions) => {
  const keys = new Interner();
  return Int32Array.from(functions.name, (_, id) => keys.id(keyApart(functions, id)));
});

/** Orders functions by where they begin: negative where `a` comes first, 0 where both begin at the same place. */
export function byPosition(functions: FunctionTable, a: number, b: number): number {
  return (
    (functions.startLine[a] as number) - (functions.startLine[b] as number) ||
    (functions.column[a] as number) - (functions.column[b] as number)
  );
}
