import type { Pprof, Function as PprofFunction, Location as PprofLocation, Sample as PprofSample } from '@perf/proto';
import { labelsKey, sortLabels } from './labels.js';
import { type NormalName, type NormalPath, normaliseName, normalisePath } from './normalise.js';
import { StackBuilder } from './stack-builder.js';
import { FrameBuilder, FunctionBuilder } from './tables.js';
import type { Profile, SampleLabels } from './types.js';
import { sparse } from './vector.js';

export interface InternOptions {
  /** The folder the application is deployed in; file names become relative to it. */
  readonly root?: string;
  /** Whether names and paths are normalised (normalise.ts). They are unless told. */
  readonly normalise?: boolean;
}

const NANOSECONDS_PER_MS = 1e6;

/**
 * A checked pprof profile in columns.
 *
 * Samples of equal stack and equal labels are added up. A location with several lines is several frames, of which the
 * last line is the outermost. A location without a function is named by its address, `0x4a3f10`, in its mapping's file.
 * `startMs` is pprof's `time_nanos`, and `endMs` that plus `duration_nanos`.
 */
export function fromPprof(pprof: Pprof, options: InternOptions = {}): Profile {
  const text = pprof.stringTable;
  const functions = new FunctionBuilder();
  const frames = new FrameBuilder();
  const paths = framesOfLocations(pprof, functions, frames, options);
  const table = new StackBuilder(pprof.sample.length * 2);
  const nodes = nodesOfSamples(pprof, paths, table);
  const groups = groupByLabels(pprof.sample, text);
  const startMs = pprof.timeNanos === 0 ? Number.NaN : pprof.timeNanos / NANOSECONDS_PER_MS;
  return {
    sampleTypes: pprof.sampleType.map(({ type, unit }) => ({ type: text[type] as string, unit: text[unit] as string })),
    stacks: { functions: functions.build(), frames: frames.build(), table: table.build() },
    samples: groups.map(({ labels, rows }) => {
      const columns = pprof.sampleType.map((_, type) =>
        Float64Array.from(rows, (row) => (pprof.sample[row] as PprofSample).value[type] as number),
      );
      return {
        labels,
        vector: sparse(
          Int32Array.from(rows, (row) => nodes[row] as number),
          columns,
        ),
      };
    }),
    profiles: 1,
    startMs,
    endMs: startMs + pprof.durationNanos / NANOSECONDS_PER_MS,
  };
}

/** Where the frames of each location are in `frame`: those of the location at row `i` from `start[i]`, outermost first. */
interface LocationFrames {
  readonly row: (id: number) => number;
  readonly start: Int32Array;
  readonly frame: Int32Array;
}

function framesOfLocations(
  pprof: Pprof,
  functions: FunctionBuilder,
  frames: FrameBuilder,
  options: InternOptions,
): LocationFrames {
  const functionRow = rowsById(pprof.function);
  const names = namesOf(pprof.stringTable, options);
  const functionIds = pprof.function.map((entry) => internFunction(entry, names, functions));
  const mappingRow = rowsById(pprof.mapping);
  const start = new Int32Array(pprof.location.length + 1);
  const frame: number[] = [];
  for (const [row, location] of pprof.location.entries()) {
    const before = frame.length;
    for (let i = location.line.length - 1; i >= 0; i--) {
      const line = location.line[i] as PprofLocation['line'][number];
      if (line.functionId === 0) continue;
      // A column may be packed into the upper half; what is left is the line.
      frame.push(frames.intern(functionIds[functionRow(line.functionId)] as number, line.line % 2 ** 32));
    }
    if (frame.length === before) {
      const mapping = location.mappingId === 0 ? undefined : pprof.mapping[mappingRow(location.mappingId)];
      const file = mapping === undefined ? '' : (pprof.stringTable[mapping.filename] as string);
      frame.push(frames.intern(functions.intern(`0x${location.address.toString(16)}`, file, '', 0, 0, ''), 0));
    }
    start[row + 1] = frame.length;
  }
  return { row: rowsById(pprof.location), start, frame: Int32Array.from(frame) };
}

/** Reads names and paths by their place in the string table; each path is normalised once. */
interface Names {
  text(index: number): string;
  name(index: number): NormalName;
  path(index: number): NormalPath;
}

function namesOf(table: readonly string[], { root = '', normalise = true }: InternOptions): Names {
  const text = (index: number): string => table[index] as string;
  if (!normalise) {
    return {
      text,
      name: (index) => ({ name: text(index), startLine: 0, column: 0 }),
      path: (index) => ({ package: '', file: text(index) }),
    };
  }
  const paths = new Map<number, NormalPath>();
  return {
    text,
    name: (index) => normaliseName(text(index)),
    path(index) {
      let path = paths.get(index);
      if (path === undefined) {
        path = normalisePath(text(index), root);
        paths.set(index, path);
      }
      return path;
    },
  };
}

function internFunction(entry: PprofFunction, names: Names, functions: FunctionBuilder): number {
  const { name, startLine, column } = names.name(entry.name);
  const path = names.path(entry.filename);
  const systemName = names.text(entry.systemName) || names.text(entry.name);
  return functions.intern(name, path.file, path.package, entry.startLine || startLine, column, systemName);
}

/**
 * The leaf node of each sample's stack. What a stack shares with the one before it, from the root on, is not looked up
 * again: profilers that walk a tree write their samples in its order.
 */
function nodesOfSamples(pprof: Pprof, locations: LocationFrames, table: StackBuilder): Int32Array {
  const nodes = new Int32Array(pprof.sample.length);
  let previous: readonly number[] = [];
  /** The node after each location of the previous stack, outermost first. */
  const path: number[] = [];
  for (const [row, { locationId }] of pprof.sample.entries()) {
    const shared = sharedDepth(previous, locationId);
    path.length = shared;
    let node = shared === 0 ? 0 : (path[shared - 1] as number);
    for (let i = locationId.length - 1 - shared; i >= 0; i--) {
      const at = locations.row(locationId[i] as number);
      const end = locations.start[at + 1] as number;
      for (let f = locations.start[at] as number; f < end; f++) node = table.child(node, locations.frame[f] as number);
      path.push(node);
    }
    nodes[row] = node;
    previous = locationId;
  }
  return nodes;
}

/** How many locations two stacks have in common, counted from the root, which comes last. */
function sharedDepth(a: readonly number[], b: readonly number[]): number {
  const most = Math.min(a.length, b.length);
  let depth = 0;
  while (depth < most && a[a.length - 1 - depth] === b[b.length - 1 - depth]) depth++;
  return depth;
}

function groupByLabels(
  samples: readonly PprofSample[],
  text: readonly string[],
): { labels: SampleLabels; rows: number[] }[] {
  const groups = new Map<string, { labels: SampleLabels; rows: number[] }>();
  const seen = new Map<string, { labels: SampleLabels; rows: number[] }>();
  for (const [row, { label }] of samples.entries()) {
    let raw = '';
    for (const { key, str, num, numUnit } of label) raw += `${key},${str},${num},${numUnit};`;
    let group = seen.get(raw);
    if (group === undefined) {
      const labels = sortLabels(
        label.map(({ key, str, num, numUnit }) => ({
          key: text[key] as string,
          str: text[str] as string,
          num: str === 0 ? num : 0,
          numUnit: str === 0 ? (text[numUnit] as string) : '',
        })),
      );
      const key = labelsKey(labels);
      group = groups.get(key) ?? { labels, rows: [] };
      groups.set(key, group);
      seen.set(raw, group);
    }
    group.rows.push(row);
  }
  return [...groups.values()];
}

/** From an id to its row. Nearly every writer counts from 1, which needs no map. */
function rowsById(list: readonly { id: number }[]): (id: number) => number {
  if (list.every(({ id }, row) => id === row + 1)) return (id) => id - 1;
  const rows = new Map(list.map(({ id }, row) => [id, row]));
  return (id) => rows.get(id) as number;
}
