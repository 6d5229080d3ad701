import type { PprofColumns } from '@perf/proto';
import { KnownTexts, type NameNumbers, type PathNumbers } from './known-texts.js';
import type { StackBuilder } from './stack-builder.js';
import type { FrameBuilder, FunctionBuilder } from './tables.js';

export interface InternOptions {
  /** The folder the application is deployed in; file names become relative to it. */
  readonly root?: string;
  /** Whether names and paths are normalised (normalise.ts). They are unless told. */
  readonly normalise?: boolean;
}

/** Growing tables of Stacks. */
export interface StackBuilders {
  readonly functions: FunctionBuilder;
  readonly frames: FrameBuilder;
  readonly table: StackBuilder;
  /** Kept from one profile to the next, it saves normalising what they share. */
  readonly texts?: KnownTexts;
}

/**
 * The node of each sample's stack in tables that grow by what they do not have yet.
 *
 * A location with several lines is several frames, of which the last line is the outermost. A location without a
 * function is named by its address, `0x4a3f10`, in its mapping's file.
 */
export function internStacks(pprof: PprofColumns, into: StackBuilders, options: InternOptions = {}): Int32Array {
  const functionIds = internFunctions(pprof, into.functions, into.texts ?? new KnownTexts(into.functions), options);
  return nodesOfSamples(pprof, framesOfLocations(pprof, functionIds, into), into.table);
}

/** The id of each function. A text is normalised and looked up once, however many functions have it. */
function internFunctions(
  { text, function: rows }: PprofColumns,
  functions: FunctionBuilder,
  texts: KnownTexts,
  { root = '', normalise = true }: InternOptions,
): Int32Array {
  const names: (NameNumbers | undefined)[] = new Array(text.length);
  const paths: (PathNumbers | undefined)[] = new Array(text.length);
  const ids = new Int32Array(rows.count);
  for (let row = 0; row < ids.length; row++) {
    const nameAt = rows.name[row] as number;
    const pathAt = rows.filename[row] as number;
    const name = names[nameAt] ?? texts.name(text[nameAt] as string, normalise);
    const path = paths[pathAt] ?? texts.path(text[pathAt] as string, normalise ? root : null);
    names[nameAt] = name;
    paths[pathAt] = path;
    const systemName = text[(rows.systemName[row] as number) || nameAt] as string;
    const startLine = (rows.startLine[row] as number) || name.startLine;
    ids[row] = functions.internTexts(name.text, path.file, path.package, startLine, name.column, systemName);
  }
  return ids;
}

/** The frames of each location, outermost first: those of the location at row `r` from `start[r]` to `start[r + 1]`. */
interface LocationFrames {
  readonly start: Int32Array;
  readonly frame: Int32Array;
}

function framesOfLocations(
  { text, location, line, mapping }: PprofColumns,
  functionIds: Int32Array,
  { functions, frames }: StackBuilders,
): LocationFrames {
  const start = new Int32Array(location.count + 1);
  // A location has a frame for each line, or one if it has none.
  const frame = new Int32Array(line.function.length + location.count);
  let length = 0;
  for (let row = 0; row < location.count; row++) {
    const first = location.lineStart[row] as number;
    for (let at = (location.lineStart[row + 1] as number) - 1; at >= first; at--) {
      const functionRow = line.function[at] as number;
      if (functionRow < 0) continue;
      // A column may be packed into the upper half; what is left is the line.
      frame[length++] = frames.intern(functionIds[functionRow] as number, (line.line[at] as number) % 2 ** 32);
    }
    if (length === start[row]) {
      const mappingRow = location.mapping[row] as number;
      const file = mappingRow < 0 ? '' : (text[mapping.filename[mappingRow] as number] as string);
      const name = `0x${(location.address[row] as number).toString(16)}`;
      frame[length++] = frames.intern(functions.intern(name, file, '', 0, 0, ''), 0);
    }
    start[row + 1] = length;
  }
  return { start, frame };
}

/**
 * The leaf node of each sample's stack. What a stack shares with the one before it, from the root on, is not looked up
 * again: profilers that walk a tree write their samples in its order.
 */
function nodesOfSamples({ sample }: PprofColumns, { start, frame }: LocationFrames, table: StackBuilder): Int32Array {
  const { stackStart, location } = sample;
  const nodes = new Int32Array(sample.count);
  /** The node after each location of the previous stack, outermost first. */
  const path: number[] = [];
  let previousFirst = 0;
  let previousEnd = 0;
  for (let row = 0; row < nodes.length; row++) {
    const first = stackStart[row] as number;
    const end = stackStart[row + 1] as number;
    const most = Math.min(end - first, previousEnd - previousFirst);
    let depth = 0;
    while (depth < most && location[end - 1 - depth] === location[previousEnd - 1 - depth]) depth++;
    let node = depth === 0 ? 0 : (path[depth - 1] as number);
    for (; depth < end - first; depth++) {
      const at = location[end - 1 - depth] as number;
      const framesEnd = start[at + 1] as number;
      for (let f = start[at] as number; f < framesEnd; f++) node = table.child(node, frame[f] as number);
      path[depth] = node;
    }
    nodes[row] = node;
    previousFirst = first;
    previousEnd = end;
  }
  return nodes;
}
