import { PprofError } from './error.js';
import type { Rows } from './rows.js';

/** Names the field of a row for an error, such as `function[3].name`. */
export type Place = (row: number) => string;

/** A column of places in the string table. */
export function textColumn({ numbers, width, count }: Rows, column: number, strings: number, place: Place): Int32Array {
  const out = new Int32Array(count);
  for (let row = 0, at = column; row < count; row++, at += width) {
    const index = numbers[at] as number;
    if (!(index >= 0 && index < strings && Number.isInteger(index))) {
      invalid(`${place(row)} is ${index}, but string_table has ${strings} entries.`);
    }
    out[row] = index;
  }
  return out;
}

/** A column of integers that must be exact. */
export function exactColumn({ numbers, width, count }: Rows, column: number, place: Place): Float64Array {
  const out = new Float64Array(count);
  for (let row = 0, at = column; row < count; row++, at += width) {
    const value = numbers[at] as number;
    if (!Number.isSafeInteger(value)) inexact(place(row), value);
    out[row] = value;
  }
  return out;
}

/** A column of integers that may be rounded. */
export function roundedColumn({ numbers, width, count }: Rows, column: number): Float64Array {
  const out = new Float64Array(count);
  for (let row = 0; row < count; row++) out[row] = numbers[row * width + column] as number;
  return out;
}

/** A column of ids of another table, as its rows; where `none` is allowed, 0 refers to nothing and becomes -1. */
export function refColumn(
  { numbers, width, count }: Rows,
  column: number,
  ids: RowIds,
  none: 'optional' | 'required',
  place: Place,
): Int32Array {
  const out = new Int32Array(count);
  for (let row = 0, at = column; row < count; row++, at += width) {
    const id = numbers[at] as number;
    const to = ids.row(id);
    if (to < 0 && !(id === 0 && none === 'optional')) {
      invalid(`${place(row)} is ${id}, but no ${ids.field} has that id.`);
    }
    out[row] = to;
  }
  return out;
}

/** Where each row's part of a list begins, of a column of where it ends; one more entry than rows. */
export function startColumn({ numbers, width, count }: Rows, column: number): Int32Array {
  const out = new Int32Array(count + 1);
  for (let row = 0; row < count; row++) out[row + 1] = numbers[row * width + column] as number;
  return out;
}

/** The row whose part of a list has the entry at `at`. */
export function ownerOf(start: Int32Array, at: number): number {
  return start.findIndex((begin) => begin > at) - 1;
}

/** Ids up to this many times the number of rows are looked up in a list, others in a map. */
const SPARSE = 8;

/** From the ids of a table, in its first column, to its rows. Most writers count, if not always from 1. */
export class RowIds {
  /** Rows plus one by id, 0 where there is none. */
  readonly #list: Int32Array;
  readonly #map = new Map<number, number>();

  /** @throws PprofError where an id is 0, inexact or there twice. */
  constructor(
    { numbers, width, count }: Rows,
    readonly field: string,
  ) {
    const dense = SPARSE * count;
    let greatest = 0;
    for (let row = 0; row < count; row++) {
      const id = numbers[row * width] as number;
      if (id <= dense && id > greatest) greatest = id;
    }
    this.#list = new Int32Array(greatest + 1);
    for (let row = 0; row < count; row++) {
      const id = numbers[row * width] as number;
      if (id === 0) invalid(`${field}[${row}].id is 0 or missing: ids must be nonzero.`);
      if (!Number.isSafeInteger(id)) inexact(`${field}[${row}].id`, id);
      if (this.row(id) >= 0) invalid(`${field}[${row}].id is ${id}, which an earlier ${field} has already.`);
      if (id > 0 && id <= greatest) this.#list[id] = row + 1;
      else this.#map.set(id, row);
    }
  }

  /** The row of an id, -1 where none has it. */
  row(id: number): number {
    if (id >= 0 && id < this.#list.length) return ((this.#list[id] as number | undefined) ?? 0) - 1;
    return this.#map.get(id) ?? -1;
  }
}

export function invalid(message: string): never {
  throw new PprofError('invalid', `Invalid profile: ${message}`);
}

function inexact(place: string, value: number): never {
  invalid(`${place} is about ${value}: integers beyond 2^53 cannot be represented exactly.`);
}
