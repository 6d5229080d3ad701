import { numberApart } from '../identity.js';
import { Interner } from '../interner.js';
import type { FunctionTable, Stacks } from '../types.js';
import { plainName, splitOrdinal } from './matching-names.js';

/** What is known of one version. */
export interface MatchInput extends Stacks {
  /** By function: a hash of its syntax tree without identifiers; empty where unknown. */
  readonly fingerprint?: readonly string[];
}

/** Neighbours by function: those of `id` are `other[start[id]]` up to `other[start[id + 1]]`, ascending, each once. */
export interface Edges {
  readonly start: Int32Array;
  readonly other: Int32Array;
}

/**
 * One version as the stages of matching look at it. Columns are indexed by function id; `root`, one past the last
 * function, stands for what calls the outermost functions.
 *
 * Functions that a call tree does not tell apart (identity.ts) are one here, the first of them: `lead`. The others have
 * no neighbours and are in no place.
 */
export interface Side {
  readonly root: number;
  readonly lead: Int32Array;
  readonly rawName: readonly string[];
  /** The name without modifiers and without its ordinal (matching-names.ts). */
  readonly name: readonly string[];
  readonly ordinal: Int32Array;
  /** Package, file and name. Functions of one key are told apart by their ordinals and their order (matching-order.ts). */
  readonly key: readonly string[];
  readonly file: readonly string[];
  readonly package: readonly string[];
  /** Where it begins; 0 where unknown. */
  readonly line: Int32Array;
  readonly column: readonly number[];
  /** 1 where no other function of its file begins at its line. */
  readonly isAlone: Uint8Array;
  readonly fingerprint: readonly string[];
  readonly callers: Edges;
  readonly callees: Edges;
  /** The file a function is in, told apart from files of that name in other packages. */
  readonly place: readonly string[];
  /** The functions of each place, in the order in which they begin. */
  readonly places: ReadonlyMap<string, readonly number[]>;
}

export function sideOf(input: MatchInput): Side {
  const { functions } = input;
  const root = functions.name.length;
  const lead = leadsOf(functions);
  const split = functions.name.map((name) => splitOrdinal(plainName(name)));
  const line = linesOf(input);
  const paths = new Interner();
  const place = functions.file.map(
    (file, id) => paths.strings[paths.id(`${functions.package[id]}\0${file}`)] as string,
  );
  const places = new Map<string, number[]>();
  for (let id = 0; id < root; id++) {
    if (lead[id] !== id) continue;
    const known = places.get(place[id] as string);
    if (known === undefined) places.set(place[id] as string, [id]);
    else known.push(id);
  }
  const begins = (a: number, b: number): number =>
    (line[a] as number) - (line[b] as number) ||
    (functions.column[a] as number) - (functions.column[b] as number) ||
    (split[a]?.ordinal ?? 0) - (split[b]?.ordinal ?? 0) ||
    a - b;
  const isAlone = new Uint8Array(root);
  for (const ids of places.values()) {
    ids.sort(begins);
    for (const [at, id] of ids.entries()) {
      const beside = [ids[at - 1], ids[at + 1]];
      isAlone[id] = Number(!beside.some((other) => other !== undefined && line[other] === line[id]));
    }
  }
  return {
    root,
    lead,
    rawName: functions.name,
    name: split.map(({ text }) => text),
    ordinal: Int32Array.from(split, ({ ordinal }) => ordinal),
    key: split.map(({ text }, id) => `${text}\0${place[id]}`),
    file: functions.file,
    package: functions.package,
    line,
    column: functions.column,
    isAlone,
    fingerprint: input.fingerprint ?? [],
    ...edgesOf(input, lead),
    place,
    places,
  };
}

export function placeOf(side: Side, id: number): string {
  return side.place[id] as string;
}

function leadsOf(functions: FunctionTable): Int32Array {
  const first = new Map<number, number>();
  return numberApart(functions).map((number, id) => {
    const known = first.get(number);
    if (known === undefined) first.set(number, id);
    return known ?? id;
  });
}

/** Where a function begins, or else the first of its lines that was seen. */
function linesOf({ functions, frames }: Stacks): Int32Array {
  const line = Int32Array.from(functions.startLine);
  for (let frame = 0; frame < frames.function.length; frame++) {
    const id = frames.function[frame] as number;
    const seen = frames.line[frame] as number;
    if ((functions.startLine[id] as number) > 0 || seen === 0) continue;
    line[id] = line[id] === 0 ? seen : Math.min(line[id] as number, seen);
  }
  return line;
}

/** Who calls whom, anywhere. A function that calls itself is not its own neighbour. */
function edgesOf({ functions, frames, table }: Stacks, lead: Int32Array): Pick<Side, 'callers' | 'callees'> {
  const root = functions.name.length;
  const size = root + 1;
  const codes = new Float64Array(table.parent.length);
  let count = 0;
  for (let node = 1; node < codes.length; node++) {
    const above = table.parent[node] as number;
    const callee = lead[frames.function[table.frame[node] as number] as number] as number;
    const caller = above === 0 ? root : (lead[frames.function[table.frame[above] as number] as number] as number);
    if (caller !== callee) codes[count++] = caller * size + callee;
  }
  const sorted = codes.subarray(0, count).sort();
  const callees = edgesFrom(sorted, size);
  for (let at = 0; at < count; at++) {
    const code = sorted[at] as number;
    const caller = Math.floor(code / size);
    sorted[at] = (code - caller * size) * size + caller;
  }
  return { callees, callers: edgesFrom(sorted.sort(), size) };
}

function edgesFrom(sorted: Float64Array, size: number): Edges {
  const start = new Int32Array(size + 1);
  const other = new Int32Array(sorted.length);
  let length = 0;
  for (let at = 0; at < sorted.length; at++) {
    const code = sorted[at] as number;
    if (at > 0 && code === sorted[at - 1]) continue;
    const from = Math.floor(code / size);
    other[length++] = code - from * size;
    start[from + 1] = length;
  }
  for (let id = 0; id < size; id++) start[id + 1] = Math.max(start[id + 1] as number, start[id] as number);
  return { start, other: other.slice(0, length) };
}
