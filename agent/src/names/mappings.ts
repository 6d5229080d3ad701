import type { Sliced } from '../slices.js';
/** A position, both parts from 0; columns in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Where a piece of generated code comes from: indices into the map's sources and names (-1 for no name). */
export interface Origin extends Position {
  readonly source: number;
  readonly name: number;
  /** The column at which the piece of generated code begins. */
  readonly from: number;
}

const BYTES_A_SLICE = 1 << 15;
const SEMICOLON = 59;
const COMMA = 44;
const DIGITS = new Int8Array(256).fill(-1);
for (let digit = 0; digit < 64; digit++) {
  DIGITS['ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'.charCodeAt(digit)] = digit;
}

/** What is known of a position of generated code. */
export interface Surroundings {
  /** The last piece on its line that begins at it or before; undefined if there is none, or it comes from no source. */
  readonly at: Origin | undefined;
  /** The first piece behind it that comes from a source. */
  next: Origin | undefined;
}

/**
 * Where positions of generated code come from, by a source map's mappings.
 *
 * The mappings are read once, in slices, as far as they are needed; nothing of them is kept.
 *
 * @param bytes `mappings` of a source map, version 3.
 * @param wanted in ascending order.
 */
export function* originsOf(bytes: Uint8Array, wanted: readonly Position[]): Sliced<Surroundings[]> {
  const found: Surroundings[] = [];
  /** How many of them know what is behind them. */
  let followed = 0;
  let current: Origin | undefined;
  let line = 0;
  /** Running sums of the five fields of a segment: column, source, source line, source column, name. */
  const sums = new Int32Array(5);
  const segment = { fields: 0, end: 0 };
  for (let at = 0, pause = BYTES_A_SLICE; at < bytes.length && followed < wanted.length; at = segment.end + 1) {
    if (at >= pause) {
      pause += BYTES_A_SLICE;
      yield;
    }
    readSegment(bytes, at, sums, segment);
    if (segment.fields > 0) {
      // What is wanted before this piece belongs to the one before it.
      settle(found, wanted, current, line, sums[0] as number);
      current = segment.fields < 4 ? undefined : originOf(sums, segment.fields);
      if (current !== undefined)
        for (; followed < found.length; followed++) (found[followed] as Surroundings).next = current;
    }
    if (bytes[segment.end] === SEMICOLON) {
      settle(found, wanted, current, line, Number.POSITIVE_INFINITY);
      current = undefined;
      line++;
      sums[0] = 0;
    }
  }
  settle(found, wanted, current, line, Number.POSITIVE_INFINITY);
  settle(found, wanted, undefined, Number.POSITIVE_INFINITY, 0);
  return found;
}

/** Answers what is wanted on this line, or before it, up to a column. */
function settle(
  found: Surroundings[],
  wanted: readonly Position[],
  current: Origin | undefined,
  line: number,
  column: number,
): void {
  for (let next = wanted[found.length]; next !== undefined; next = wanted[found.length]) {
    if (next.line > line || (next.line === line && next.column >= column)) return;
    found.push({ at: next.line === line ? current : undefined, next: undefined });
  }
}

/** Adds the fields of the segment at `at` to the sums. `end` is where its separator is. */
function readSegment(
  bytes: Uint8Array,
  from: number,
  sums: Int32Array,
  segment: { fields: number; end: number },
): void {
  let [fields, value, shift, at] = [0, 0, 0, from];
  for (; at < bytes.length; at++) {
    const digit = DIGITS[bytes[at] as number] as number;
    if (digit < 0) break;
    value |= (digit & 31) << shift;
    shift += 5;
    if (digit < 32) {
      if (fields < 5) sums[fields] = (sums[fields] as number) + (value & 1 ? -(value >>> 1) : value >>> 1);
      fields++;
      value = 0;
      shift = 0;
    }
  }
  while (at < bytes.length && bytes[at] !== COMMA && bytes[at] !== SEMICOLON) at++;
  segment.fields = fields;
  segment.end = at;
}

function originOf(sums: Int32Array, fields: number): Origin {
  const [from = 0, source = 0, line = 0, column = 0, name = 0] = sums;
  return { from, source, line, column, name: fields < 5 ? -1 : name };
}
